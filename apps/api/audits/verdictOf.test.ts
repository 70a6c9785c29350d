import { expect, test } from "vitest";
import { commitmentOf, isDrawn } from "./auditDraw.ts";
import { verdictOf } from "./verdictOf.ts";

const [match, mismatch] = [
  { runner: "now", matches: true },
  { runner: "now", matches: false },
];
const earlier = (runner: string, matches: boolean, agrees: boolean) => ({ runner, matches, agrees });

test("an audit that agrees verifies; one that differs asks a third, where there is one", () => {
  expect(verdictOf(match, [], true)).toEqual({ kind: "verified", wrong: [] });
  expect(verdictOf(mismatch, [], true)).toEqual({ kind: "open" });
  expect(verdictOf(mismatch, [], false)).toEqual({ kind: "refuted", isSettled: false, wrong: [] });
});

test("the third decides who was wrong", () => {
  expect(verdictOf(match, [earlier("b", false, false)], true)).toEqual({ kind: "verified", wrong: ["b"] });
  expect(verdictOf(mismatch, [earlier("b", false, true)], true)).toEqual({
    kind: "refuted",
    isSettled: true,
    wrong: [],
  });
});

test("three that all differ ask a fourth; without one the record is refuted, and nobody else is blamed", () => {
  expect(verdictOf(mismatch, [earlier("b", false, false)], true)).toEqual({ kind: "open" });
  expect(verdictOf(mismatch, [earlier("b", false, false)], false)).toEqual({
    kind: "refuted",
    isSettled: false,
    wrong: [],
  });
});

test("one against a record that was confirmed is wrong; two against two ask a fifth", () => {
  expect(verdictOf(mismatch, [earlier("b", true, false)], true)).toEqual({
    kind: "verified",
    wrong: ["now"],
  });
  const tie = [earlier("b", true, false), earlier("c", false, true)];
  expect(verdictOf(mismatch, tie, true)).toEqual({ kind: "open" });
  expect(verdictOf(mismatch, tie, false)).toEqual({ kind: "verified", wrong: [] });
  expect(verdictOf(mismatch, [...tie, earlier("d", false, true)], true)).toEqual({
    kind: "refuted",
    isSettled: true,
    wrong: ["b"],
  });
});

test("the draw is bound by the secret, the trial and the record, and takes about its share", () => {
  const draw = (secret: string, record: number) =>
    isDrawn(secret, 0.1, { trial: "t", record: String(record) });
  const some = (secret: string) => Array.from({ length: 4000 }, (_, record) => draw(secret, record));
  const one = some("one");
  expect(one.filter(Boolean).length).toBeGreaterThan(320);
  expect(one.filter(Boolean).length).toBeLessThan(480);
  expect(some("one")).toEqual(one);
  expect(some("other")).not.toEqual(one);
  const all = { trial: "t", record: "r" };
  expect([isDrawn("s", 0, all), isDrawn("s", 1, all)]).toEqual([false, true]);
  expect(commitmentOf("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});
