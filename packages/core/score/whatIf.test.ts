import { expect, test } from "vitest";
import type { BoardMilestones, BoardStudies } from "../schema/api/boards.ts";
import { boardRules, whatIf } from "./whatIf.ts";

const entry = (
  submission: string,
  times: readonly (number | null)[],
  more = {},
): BoardStudies["entries"][number] => ({
  ...{ entry: `e_${submission}`, submission, number: 1, ranked: true, complete: true, endedAt: null },
  times: times.map((time) => [time, time, time]),
  ...more,
});
const board: BoardStudies = {
  id: "quick.self.cpu-wasm",
  suiteVersion: 1,
  measure: "reference",
  rMax: 4,
  baseline: "base",
  studies: 3,
  workloads: ["a", "b"].map((id) => ({ id, variantOf: null, target: 0.5 })),
  entries: [
    entry("base", [10, 10]),
    entry("sprinter", [1, 30]),
    entry("steady", [3, 9]),
    entry("late", [0.1, 0.1], { complete: false }),
    entry("old", [0.5, null], { ranked: false }),
  ],
  updatedAt: "2026-11-29T00:00:00Z",
};
const ranks = (change: Partial<ReturnType<typeof boardRules>>) =>
  whatIf(board, { ...boardRules(board), ...change }).map(({ submission, rank, before }) => [
    submission,
    rank,
    before,
  ]);

test("by the board's own rules everybody has the rank that they have", () => {
  const rows = whatIf({ ...board, entries: board.entries.slice(0, 3) }, boardRules(board));
  expect(rows.map(({ submission, rank, before }) => [submission, rank, before])).toEqual([
    ["steady", 1, 1],
    ["sprinter", 2, 2],
    ["base", 3, 3],
  ]);
  // 3 / 1 on a is a third, and the fastest of b.
  expect(rows[0]?.score).toBeCloseTo((1 / 3 + 1) / 2, 12);
});

test("entries that are not complete have no rank; superseded ones none either, but their times count", () => {
  const withoutLate = { ...board, entries: board.entries.filter(({ submission }) => submission !== "late") };
  const rows = whatIf(withoutLate, boardRules(board));
  expect(rows.map(({ submission }) => submission)).toEqual(["steady", "base", "sprinter"]);
  // Fastest of a is the superseded one's 0.5: the sprinter has ratio 2 there, and 30 / 9 on b.
  expect(rows[2]?.score).toBeCloseTo(((4 - 2) / 3 + (4 - 30 / 9) / 3) / 2, 12);
});

test("fewer workloads, another r_max, or without a submission: ranks move", () => {
  expect(ranks({ workloads: new Set(["a"]), without: new Set(["late", "old"]) })[0]).toEqual([
    "sprinter",
    1,
    expect.any(Number),
  ]);
  expect(
    ranks({ workloads: new Set(["b"]), without: new Set(["late", "old", "steady"]) }).map(([name]) => name),
  ).toEqual(["base", "sprinter"]);
  expect(ranks({ workloads: new Set() })).toEqual([]);
  const scores = (rMax: number) =>
    whatIf(board, { ...boardRules(board), rMax, without: new Set(["late", "old"]) });
  expect(scores(2).find(({ submission }) => submission === "steady")?.score).toBeCloseTo(0.5, 12);
  expect(scores(100).find(({ submission }) => submission === "steady")?.score).toBeCloseTo(
    (97 / 99 + 1) / 2,
    12,
  );
});

test("an anchored score is the same whoever else is there, and a miss is r_max times slower", () => {
  const anchored = (change: Partial<ReturnType<typeof boardRules>>, name: string) =>
    whatIf(board, { ...boardRules(board), ...change }).find(({ submission }) => submission === name)
      ?.anchored;
  expect(anchored({}, "steady")).toBeCloseTo(Math.sqrt((10 / 3) * (10 / 9)), 12);
  expect(anchored({ without: new Set(["sprinter", "late", "base"]) }, "steady")).toBeCloseTo(
    Math.sqrt((10 / 3) * (10 / 9)),
    12,
  );
  expect(anchored({}, "base")).toBe(1);
  expect(anchored({ rMax: 2 }, "sprinter")).toBeCloseTo(Math.sqrt(10 / 2), 12);
  expect(anchored({ anchor: "nobody" }, "base")).toBeNull();
});

test("one that is not on the board yet is ranked as if it were", () => {
  const added = { submission: "mine", times: { a: [2, 2, 2], b: [8, 8, 8, 1] }, milestones: {} };
  const rows = whatIf(board, { ...boardRules(board), without: new Set(["late", "old"]), added });
  expect(rows[0]).toMatchObject({
    submission: "mine",
    entry: null,
    rank: 1,
    before: null,
    times: { a: 2, b: 8 },
  });
});

test("easier targets move ranks: a study counts from its first milestone that meets them, else by its own time", () => {
  const milestones = {
    ...{ id: board.id, measure: board.measure, unknown: 0 },
    workloads: [
      { id: "a", direction: "min" as const, target: 0.5 },
      { id: "b", direction: "max" as const, target: 0.5 },
    ],
    entries: [
      {
        entry: "e_base",
        milestones: [
          [
            [
              [0.56, 1],
              [0.54, 2],
            ],
            [[0.54, 2]],
            [[0.54, 3]],
          ],
          [
            [
              [0.4, 1],
              [0.46, 5],
            ],
            [],
            [],
          ],
        ] as [number, number][][][],
      },
    ],
  };
  const only = { ...board, entries: board.entries.slice(0, 3) };
  const timesOf = (relaxed: number, known: BoardMilestones | null = milestones) =>
    whatIf(only, { ...boardRules(only), relaxed }, known).find(({ submission }) => submission === "base")
      ?.times;
  expect(timesOf(0)).toEqual({ a: 10, b: 10 });
  expect(timesOf(0.1, null)).toEqual({ a: 10, b: 10 });
  // 0.55 and 0.45; of b two of three studies have only their own times.
  expect(timesOf(0.1)).toEqual({ a: 2, b: 10 });
  // A workload without a target has none that is easier.
  const [draftOfA, b] = [{ id: "a", direction: "max" as const, target: null }, milestones.workloads.slice(1)];
  const draft = { ...milestones, workloads: [draftOfA, ...b] };
  expect(timesOf(0.1, draft)).toEqual({ a: 10, b: 10 });
  const rows = whatIf(only, { ...boardRules(only), relaxed: 0.1 }, milestones);
  expect(rows.find(({ submission }) => submission === "base")).toMatchObject({ before: 3, anchored: 1 });
});

test("rows say whose they are, and entries that count by other rules alone had no rank before", () => {
  const [first] = whatIf({ ...board, entries: board.entries.slice(0, 1) }, boardRules(board));
  expect(first).toEqual({
    ...{ entry: "e_base", submission: "base", number: 1, rank: 1, before: 1, score: 1, anchored: 1 },
    times: { a: 10, b: 10 },
  });
  expect(boardRules(board)).toEqual({
    ...{
      rMax: 4,
      workloads: new Set(["a", "b"]),
      without: new Set(),
      relaxed: 0,
      anchor: "base",
      added: null,
    },
  });
});

test("of a variant its base decides, and it is no base that counts by itself", () => {
  const wide = {
    ...board,
    workloads: [...board.workloads, { id: "a_wide", variantOf: "a", target: 0.5 }],
    entries: [entry("base", [10, 10, null]), entry("sprinter", [1, 30, 5])],
  };
  expect(boardRules(wide).workloads).toEqual(new Set(["a", "b"]));
  const timesOf = (workloads: readonly string[]) =>
    whatIf(wide, { ...boardRules(wide), workloads: new Set(workloads) }).map(
      ({ submission, score, times }) => [submission, score, times],
    );
  // Who misses the variant misses its base.
  expect(timesOf(["a"])).toEqual([
    ["sprinter", 1, { a: 1, a_wide: 5 }],
    ["base", 0, { a: 10, a_wide: null }],
  ]);
  expect(timesOf(["b"]).map(([, , times]) => times)).toEqual([{ b: 10 }, { b: 30 }]);
});

test("the times of one that is added are relaxed like all others, by milestones of its own, and no more studies than planned count", () => {
  const milestones = {
    ...{ id: board.id, measure: board.measure, unknown: 0, entries: [] },
    workloads: [
      { id: "a", direction: "min" as const, target: 0.5 },
      { id: "b", direction: "min" as const, target: null },
    ],
  };
  const reached: [number, number][] = [[0.54, 3]];
  const added = {
    submission: "mine",
    times: { a: [8, 8, null], b: [8, 8, 8, 1, 1, 1, 1] },
    milestones: { a: [reached, reached, []], b: [reached, reached, reached] },
  };
  const timesOf = (relaxed: number, known: typeof milestones | null) =>
    whatIf(board, { ...boardRules(board), relaxed, added }, known).find(
      ({ submission }) => submission === "mine",
    )?.times;
  expect(timesOf(0.1, milestones)).toEqual({ a: 3, b: 8 });
  expect(timesOf(0.1, null)).toEqual({ a: 8, b: 8 });
  expect(timesOf(0, milestones)).toEqual({ a: 8, b: 8 });
  // Without milestones of its own its times stand.
  const bare = { ...added, milestones: {}, times: { a: [8, 8, 8] } };
  const rows = whatIf(board, { ...boardRules(board), relaxed: 0.1, added: bare }, milestones);
  expect(rows.find(({ submission }) => submission === "mine")?.times).toEqual({ a: 8, b: null });
});
