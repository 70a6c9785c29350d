import { expect, test } from "vitest";
import type { BoardStudies } from "../schema/api/boards.ts";
import { anchoredScore, anchorTimes, workloadTimesOf } from "./anchoredScore.ts";

const rules = { rMax: 4, workloads: ["a", "b"] };
const never = Number.POSITIVE_INFINITY;

test.each([
  ["twice as fast on one, as fast on the other", { a: 5, b: 10 }, { a: 10, b: 10 }, Math.SQRT2],
  ["a missed target is one reached r_max times later", { a: 10, b: never }, { a: 10, b: 10 }, 1 / 2],
  ["so is one that was not run, and one reached later yet", { a: 400 }, { a: 10, b: 10 }, 1 / 4],
  ["what the anchor misses counts for nothing", { a: 5, b: 1 }, { a: 10, b: never }, 2],
  ["a workload that does not count", { a: 5, c: 1 }, { a: 10, c: 10 }, 2],
  ["a time of nothing has no ratio", { a: 0, b: 5 }, { a: 10, b: 10 }, 2],
  ["nor has an anchor's", { a: 5, b: 5 }, { a: 0, b: 10 }, 2],
])("%s", (_, times, anchor, score) => {
  expect(anchoredScore(times, anchor, rules)).toBeCloseTo(score, 12);
});

test("without an anchor, or one that reaches anything, there is none", () => {
  expect(anchoredScore({ a: 1 }, null, rules)).toBeNull();
  expect(anchoredScore({ a: 1 }, {}, rules)).toBeNull();
});

const entry = (
  submission: string,
  times: (number | null)[][],
  ranked = true,
): BoardStudies["entries"][number] => ({
  ...{ entry: `e ${submission}`, submission, number: 1, ranked, complete: true, endedAt: null, times },
});
const board: BoardStudies = {
  ...{ id: "b", suiteVersion: 1, measure: "wall", rMax: 4, baseline: "base", studies: 3, updatedAt: "" },
  workloads: ["a", "b"].map((id) => ({ id, variantOf: null, target: null })),
  entries: [
    entry("base", [
      [9, 9, 9],
      [9, 9, 9],
    ]),
    entry("base", [
      [3, 2, 4],
      [5, 1],
    ]),
    entry(
      "base",
      [
        [1, 1, 1],
        [1, 1, 1],
      ],
      false,
    ),
  ],
};

test("a workload's time is the median over the planned studies: those that are missing have not reached", () => {
  expect(workloadTimesOf(board, board.entries[1] ?? entry("", []))).toEqual({ a: 3, b: 5 });
  expect(workloadTimesOf(board, entry("x", [[1, null, null]]))).toEqual({ a: never, b: never });
});

test("the anchor is the last of the submission's entries that is ranked", () => {
  expect(anchorTimes(board, "base")).toEqual({ a: 3, b: 5 });
  expect(anchorTimes(board, "nobody")).toBeNull();
  expect(anchorTimes(board, null)).toBeNull();
});
