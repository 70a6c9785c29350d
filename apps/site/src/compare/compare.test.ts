import { expect, test } from "vitest";
import { comparedIds, compareHref } from "./comparedIds.ts";
import { diffHunks, diffLines } from "./diffLines.ts";

const marks = { same: " ", removed: "-", added: "+" };
const drawn = (before: string, after: string): string[] =>
  diffLines(before, after).map(({ kind, text }) => `${marks[kind]}${text}`);

test("two texts are laid over each other with as many common lines as there are", () => {
  expect(drawn("a\nb\nc\nd\n", "a\nc\nx\nd\n")).toEqual([" a", "-b", " c", "+x", " d"]);
  expect(drawn("a\nb\n", "a\nb")).toEqual([" a", " b"]);
  expect(drawn("", "new\n")).toEqual(["+new"]);
  expect(drawn("old\n", "")).toEqual(["-old"]);
  expect(drawn("", "")).toEqual([]);
});

test("line numbers are those of either text", () => {
  expect(diffLines("a\nb\n", "x\na\nb\n").map(({ before, after }) => [before, after])).toEqual([
    [null, 1],
    [1, 2],
    [2, 3],
  ]);
});

test("files of nothing but lines are shown whole instead of taking for ever", () => {
  const many = (text: string) => `${text}\n`.repeat(30_000);
  const lines = diffLines(many("a"), many("b"));
  expect(lines).toHaveLength(60_000);
  expect(lines.filter(({ kind }) => kind === "removed")).toHaveLength(30_000);
});

test("of what did not change some lines around changes are shown, and how many are left out", () => {
  const before = Array.from({ length: 20 }, (_, i) => `line ${i}`).join("\n");
  const shown = diffHunks(diffLines(before, before.replace("line 10", "other")), 2);
  expect(shown.map((line) => (typeof line === "number" ? line : marks[line.kind]))).toEqual([
    ...[8, " ", " ", "-", "+", " ", " ", 7],
  ]);
  expect(diffHunks(diffLines("a\nb", "a\nb"))).toEqual([2]);
});

test("entries are named by letters or by ticks, each once, and a link names them by letters", () => {
  expect(comparedIds(new URLSearchParams("b=two&entry=three&entry=one&a=one&b="))).toEqual([
    "one",
    "two",
    "three",
  ]);
  expect(compareHref(["one", "two"], { measure: "wall" })).toBe("/compare?a=one&b=two&measure=wall");
});
