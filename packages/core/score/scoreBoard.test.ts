import { expect, test } from "vitest";
import { chargesOf } from "../schema/measures.ts";
import { type ScoreInput, type StudiesInput, scoreBoard, scoreStudies } from "./scoreBoard.ts";
import { tableOfStudies } from "./studyTimes.ts";

const never = Number.POSITIVE_INFINITY;

/** By submission and workload its study times. */
const table = (
  times: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>,
  workloads: readonly { readonly id: string; readonly variantOf: string | null }[],
  more: Partial<StudiesInput> = {},
) =>
  scoreStudies({
    workloads,
    studies: tableOfStudies({
      submissions: Object.keys(times),
      workloads: workloads.map(({ id }) => id),
      studies: Math.max(
        ...Object.values(times).flatMap((own) => Object.values(own).map(({ length }) => length)),
      ),
      timesOf: (s, id) => Object.values(times)[s]?.[id] ?? [],
    }),
    ...{ rMax: 4, baseline: null, resamples: 0 },
    ...more,
  });
const two = [
  { id: "a", variantOf: null },
  { id: "b", variantOf: null },
];

test("a row says times, ratios to the fastest, the profile and the score that is its area", () => {
  const { rows } = table({ slow: { a: [20], b: [15] }, fast: { a: [10], b: [30] } }, two);
  expect(rows).toEqual([
    {
      ...{ submission: "slow", rank: 1, rankInterval: null, score: (2 / 3 + 1) / 2, scoreInterval: null },
      ...{ times: { a: 20, b: 15 }, ratios: { a: 2, b: 1 }, speedup: null, speedupOver: 0 },
      profile: [
        { tau: 1, rho: 0.5 },
        { tau: 2, rho: 1 },
      ],
    },
    {
      ...{ submission: "fast", rank: 1, rankInterval: null, score: (1 + 2 / 3) / 2, scoreInterval: null },
      ...{ times: { a: 10, b: 30 }, ratios: { a: 1, b: 2 }, speedup: null, speedupOver: 0 },
      profile: [
        { tau: 1, rho: 0.5 },
        { tau: 2, rho: 1 },
      ],
    },
  ]);
});

test("speed-ups are against the baseline's own times, over the workloads that both reach", () => {
  const times = { base: { a: [10], b: [never] }, other: { a: [5], b: [7] }, none: {} };
  const { rows } = table(times, two, { baseline: "base" });
  const told = Object.fromEntries(rows.map((row) => [row.submission, [row.speedup, row.speedupOver]]));
  expect(told).toEqual({ base: [1, 1], other: [expect.closeTo(2, 12), 1], none: [null, 0] });
  expect(table(times, two, { baseline: "nobody" }).rows.map(({ speedup }) => speedup)).toEqual([
    null,
    null,
    null,
  ]);
  // A submission without a name is no baseline.
  expect(table({ "": { a: [1] } }, two).rows[0]?.speedup).toBeNull();
});

test("a variant is no column of the score, but who fails it fails its base; times stay to be seen", () => {
  const workloads = [{ id: "a_wide", variantOf: "a" }, ...two];
  const { rows } = table(
    { all: { a_wide: [4], a: [9], b: [8] }, narrow: { a_wide: [never], a: [3], b: [2] } },
    workloads,
  );
  expect(rows.map(({ submission, score, ratios, times }) => [submission, score, ratios, times])).toEqual([
    ["all", 0.5, { a: 1, b: 4 }, { a_wide: 4, a: 9, b: 8 }],
    ["narrow", 0.5, { a: never, b: 1 }, { a_wide: never, a: 3, b: 2 }],
  ]);
});

test("those without a rank have no row, but others are compared with their times", () => {
  const times = { first: { a: [10], b: [10] }, gone: { a: [5], b: [5] }, last: { a: [20], b: [20] } };
  const options = { unranked: new Set(["gone"]) };
  const { rows, unranked } = table(times, two, options);
  expect(rows.map(({ submission, rank, score }) => [submission, rank, score])).toEqual([
    ["first", 1, 2 / 3],
    ["last", 2, 0],
  ]);
  expect(unranked).toEqual([]);
  const asked = table(times, two, { ...options, rowsOfUnranked: true, resamples: 40 });
  expect(asked.unranked).toMatchObject([
    { submission: "gone", score: 1, scoreInterval: null, rankInterval: null },
  ]);
  expect(asked.rows).toHaveLength(2);
});

test("equal scores share the better rank, and stand in order of arrival", () => {
  const { rows } = table({ z: { a: [3] }, y: { a: [2] }, x: { a: [2] }, w: { a: [never] } }, two.slice(0, 1));
  expect(rows.map(({ submission, rank }) => [submission, rank])).toEqual([
    ["y", 1],
    ["x", 1],
    ["z", 3],
    ["w", 4],
  ]);
});

/** One that stands still, and one whose median moves. */
const studies = {
  moving: { a: [10, 11, 12, 13, 14, 15, 16, 17, 18] },
  still: { a: Array.from({ length: 9 }, () => 10) },
};
const one = two.slice(0, 1);
const scoreOf = (time: number) => (4 - time / 10) / 3;

test("an interval leaves the 2.5 % of resamples at either end out", () => {
  const { rows } = table(studies, one, { resamples: 4000 });
  // The median of nine draws is the least with 0.1 %, at most the second with 3 %.
  expect(rows.map(({ submission, scoreInterval }) => [submission, scoreInterval])).toEqual([
    ["still", [1, 1]],
    ["moving", [expect.closeTo(scoreOf(17), 12), expect.closeTo(scoreOf(11), 12)]],
  ]);
  expect(rows.map(({ rankInterval }) => rankInterval)).toEqual([
    [1, 1],
    [2, 2],
  ]);
});

test("with few resamples an interval is all of them, and always holds what was observed", () => {
  const ends = (resamples: number) =>
    table(studies, one, { resamples }).rows.find(({ submission }) => submission === "moving")?.scoreInterval;
  const [low, high] = ends(40) ?? [1, 0];
  expect(low).toBeLessThan(scoreOf(14));
  expect(high).toBeGreaterThan(scoreOf(14));
  expect(ends(1)).toContain(scoreOf(14));
  expect(ends(0)).toBeNull();
});

test("the first rows that may be compared are: how often each has the higher score, ties half", () => {
  const three = {
    low: { a: [30, 31, 32] },
    open: { a: [9, 9, 9] },
    moving: { a: [10, 20, 30] },
    still: { a: [10, 10, 10] },
  };
  const compare = (more: Partial<StudiesInput>) => table(three, one, { resamples: 4000, ...more }).beats;
  const beats = compare({ compared: 2, comparable: new Set(["low", "moving", "still"]) });
  // still, then moving: three draws of 10, 20, 30 have the median 10 in 7 of 27.
  expect(beats).toEqual([
    [expect.closeTo(0.5, 9), expect.closeTo(20 / 27 + 7 / 54, 1)],
    [expect.closeTo(7 / 54, 1), expect.closeTo(0.5, 9)],
  ]);
  expect(compare({})).toBeNull();
  expect(compare({ compared: 9 })?.map((row) => row.length)).toEqual([4, 4, 4, 4]);
  expect(compare({ compared: 9, resamples: 0 })).toBeNull();
});

test("another seed draws other resamples, and r_max tells what counts", () => {
  const interval = (more: Partial<StudiesInput>) =>
    JSON.stringify(
      table(studies, one, { resamples: 7, ...more }).rows.map(({ scoreInterval }) => scoreInterval),
    );
  expect(interval({})).toBe(interval({ seed: 0 }));
  expect(new Set([0, 1, 2, 3].map((seed) => interval({ seed }))).size).toBeGreaterThan(1);
  expect(table(studies, one, { rMax: 1.4 }).rows[1]?.score).toBe(0);
});

const trial = (
  submission: string,
  study: number,
  wall: number | null,
  more = {},
): ScoreInput["results"][number] => ({
  ...{ submission, workload: "a", study, trial: 0, times: chargesOf({ wall, steps: 7 }), finished: true },
  ...more,
});

test("trials become study times by the measure that is asked for, and with three or more studies there are intervals by default", () => {
  const results = [0, 1, 2].flatMap((study) => [
    trial("x", study, 10 + study),
    trial("x", study, 12, { trial: 1 }),
    trial("y", study, 20 + study),
  ]);
  const score = (more: Partial<ScoreInput>) =>
    scoreBoard({
      ...{
        workloads: one,
        submissions: ["x", "y"],
        results,
        studies: 3,
        measure: "wall",
        rMax: 4,
        baseline: "x",
      },
      ...more,
    }).rows;
  expect(score({}).map(({ submission, times }) => [submission, times])).toEqual([
    ["x", { a: 11 }],
    ["y", { a: 21 }],
  ]);
  expect(score({})[1]).toMatchObject({
    speedup: expect.closeTo(11 / 21, 12),
    scoreInterval: [expect.any(Number), expect.any(Number)],
  });
  expect(score({ measure: "steps" }).map(({ times }) => times)).toEqual([{ a: 7 }, { a: 7 }]);
  expect(score({ studies: 4 })[0]?.times).toEqual({ a: (11 + 12) / 2 });
});
