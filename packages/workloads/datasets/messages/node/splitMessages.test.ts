import { expect, test } from "vitest";
import { diagnosticPairs, distinctPairs, type MessagePair, textPairs } from "./messagePairs.ts";
import { overlap, similarGroups, wordsOf } from "./similarGroups.ts";
import { nearDuplicate, splitMessages } from "./splitMessages.ts";

test("diagnostics are joined by key, the file's text unescaped", () => {
  const source = `
  Unterminated: diag(1002, 1 /* Error */, "Unterminated_1002", "Unterminated \\"string\\"."),
  Not_translated: diag(1003, 3 /* Message */, "Not_translated_1003", "Not translated."),`;
  expect(diagnosticPairs(source, { Unterminated_1002: "Nicht abgeschlossen." })).toEqual([
    { english: 'Unterminated "string".', german: "Nicht abgeschlossen." },
    { english: "Not translated.", german: "" },
  ]);
});

test("texts are joined by their place, without lists of search words", () => {
  const english = { a: { name: "Bench", terms: "seat" }, b: { options: { yes: "Yes", no: "No" } }, c: "C" };
  const german = { a: { name: "Sitzbank", terms: "Sitz" }, b: { options: { no: "Nein" } }, c: { d: "C" } };
  expect(textPairs(english, german)).toEqual([
    { english: "Bench", german: "Sitzbank" },
    { english: "No", german: "Nein" },
  ]);
});

test("one pair stays for each English text; untranslated, empty and many-lined ones go", () => {
  const pairs = [
    ["Type ", "Typ"],
    ["Type", "Art"],
    ["Kiosk", "Kiosk"],
    ["", "x"],
    ["No translation", " "],
    ["two\nlines", "zwei Zeilen"],
    ["Bench", "Bank"],
  ].map(([english = "", german = ""]) => ({ english, german }));
  expect(distinctPairs(pairs)).toEqual([
    { english: "Type", german: "Typ" },
    { english: "Bench", german: "Bank" },
  ]);
});

test("texts that differ in placeholders, case or punctuation are alike; chains connect", () => {
  expect(overlap(wordsOf("'{0}' expected."), wordsOf("'{1}' Expected"))).toBe(1);
  const items = [["a b c d e"], ["z"], ["b c d e f"], ["c d e f g"], ["x y"]];
  expect(similarGroups(items, 0.6)).toEqual([[0, 2, 3], [1], [4]]);
});

const drawn: MessagePair[] = Array.from({ length: 300 }, (_, at) => {
  const word = (side: string, k: number) => `${side}${Math.floor(Math.abs(Math.sin(at * 7 + k * 13)) * 60)}`;
  const text = (side: string) => [0, 1, 2].map((k) => word(side, k)).join(" ");
  return { english: text("e"), german: text("g") };
});

test("splits have their sizes, hold every pair once, and no near-duplicate is in another split", () => {
  const split = splitMessages(drawn, { validation: 30, test: 20 });
  expect([split.validation.length, split.test.length]).toEqual([30, 20]);
  expect(new Set([...split.train, ...split.validation, ...split.test])).toEqual(new Set(drawn));
  const parts = [split.train, split.validation, split.test];
  const near = (a: MessagePair, b: MessagePair) =>
    overlap(wordsOf(a.english), wordsOf(b.english)) >= nearDuplicate ||
    overlap(wordsOf(a.german), wordsOf(b.german)) >= nearDuplicate;
  expect(drawn.some((a) => drawn.some((b) => a !== b && near(a, b)))).toBe(true);
  for (const [at, part] of parts.entries()) {
    for (const other of parts.slice(at + 1)) {
      expect(part.filter((a) => other.some((b) => near(a, b)))).toEqual([]);
    }
  }
});

test("too few messages are refused", () => {
  expect(() => splitMessages(drawn.slice(0, 9), { validation: 5, test: 5 })).toThrow(RangeError);
});
