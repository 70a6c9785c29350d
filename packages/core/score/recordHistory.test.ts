import { expect, test } from "vitest";
import type { BoardStudies } from "../schema/api/boards.ts";
import { recordHistory } from "./recordHistory.ts";

const entry = (
  submission: string,
  day: number | null,
  times: readonly (number | null)[],
  more: Partial<BoardStudies["entries"][number]> = {},
): BoardStudies["entries"][number] => ({
  ...{ entry: `e_${submission}`, submission, number: 1, ranked: true, complete: day !== null },
  endedAt: day === null ? null : `2026-11-0${day}T00:00:00.000Z`,
  times: times.map((time) => [time, time, time]),
  ...more,
});
const board: BoardStudies = {
  ...{
    id: "quick.self.cpu-wasm",
    suiteVersion: 1,
    measure: "reference",
    rMax: 4,
    baseline: "base",
    studies: 3,
  },
  workloads: [
    { id: "a", variantOf: null, target: 0.5 },
    { id: "b", variantOf: null, target: 0.5 },
    { id: "a_wide", variantOf: "a", target: 0.5 },
  ],
  // In order of arrival, not of their ends.
  entries: [
    entry("late", 5, [2, 20, 1]),
    entry("base", 1, [8, 8, 8]),
    entry("old", 2, [4, 4, null], { ranked: false }),
    entry("equal", 3, [4, 4, 8]),
    entry("none", 4, [null, null, null]),
    entry("open", null, [1, 1, 1]),
  ],
  updatedAt: "2026-11-29T00:00:00Z",
};

test("a record is held by whoever was first and is bettered by less time only", () => {
  const { workloads } = recordHistory(board);
  const told = (id: string) =>
    workloads[id]?.map(({ submission, value, factor }) => [submission, value, factor]);
  expect(told("a")).toEqual([
    ["base", 8, null],
    ["old", 4, 2],
    ["late", 2, 2],
  ]);
  expect(told("b")).toEqual([
    ["base", 8, null],
    ["old", 4, 2],
  ]);
  expect(told("a_wide")).toEqual([
    ["base", 8, null],
    ["late", 1, 8],
  ]);
});

test("a board's record is the highest anchored score over base workloads, whoever came later", () => {
  const { board: steps } = recordHistory(board);
  expect(steps.map(({ submission, value, factor }) => [submission, value, factor])).toEqual([
    ["base", 1, null],
    ["old", 2, 2],
  ]);
  expect(recordHistory({ ...board, entries: board.entries.slice(0, 4) }).board).toEqual(steps);
  // A version of the baseline that is under way changes nothing yet.
  const next = entry("base", null, [1, null, null], { entry: "e_next", number: 2 });
  const entries = board.entries.map((one) => (one.submission === "base" ? { ...one, ranked: false } : one));
  expect(recordHistory({ ...board, entries: [...entries, next] }).board).toEqual(steps);
  // Without its baseline a board has none; its workloads have.
  const without = recordHistory({ ...board, baseline: "nobody" });
  expect(without.board).toEqual([]);
  expect(without.workloads["a"]).toHaveLength(3);
});

test("a step says whose it was and when, and the history of what it is", () => {
  const { board: steps, workloads, ...rest } = recordHistory(board);
  expect(rest).toEqual({
    ...{ id: "quick.self.cpu-wasm", measure: "reference", baseline: "base", updatedAt: board.updatedAt },
  });
  expect(workloads["a"]?.[1]).toEqual({
    ...{ entry: "e_old", submission: "old", number: 1, at: "2026-11-02T00:00:00.000Z", value: 4, factor: 2 },
  });
  expect(steps[1]?.at).toBe("2026-11-02T00:00:00.000Z");
});

test("a workload that nobody has reached has no record, until somebody does", () => {
  const missed = entry("missed", 1, [null, 5, 5]);
  expect(recordHistory({ ...board, entries: [missed] }).workloads["a"]).toEqual([]);
  const { workloads } = recordHistory({ ...board, entries: [missed, entry("first", 2, [7, 5, 5])] });
  expect(workloads["a"]?.map(({ submission, factor }) => [submission, factor])).toEqual([["first", null]]);
});

test("of two that ended in the same instant the earlier entry is the record's", () => {
  const entries = [entry("first", 3, [5, 5, 5]), entry("second", 3, [5, 5, 5])];
  expect(recordHistory({ ...board, entries }).workloads["a"]?.map(({ submission }) => submission)).toEqual([
    "first",
  ]);
});
