import { expect, test } from "vitest";
import { coverPoints, coverScore } from "./coverPoints.ts";
import { scorePoints } from "./scorePoints.ts";

const trials = (times: readonly (readonly number[])[]) =>
  times.flatMap((row, point) =>
    row.map((time, workload) => ({ point, workload: `${workload}`, study: 0, time, progress: 0 })),
  );

test("after the best point comes the one that is fast where the best is slow, not the second best", () => {
  const times = [
    [1, 4, 1],
    [1.1, 4, 1.1],
    [4, 1, 4],
  ];
  const scores = scorePoints({ points: 3, workloads: ["0", "1", "2"], rMax: 4, trials: trials(times) });
  const list = coverPoints(scores);
  expect(list.map(({ point }) => point)).toEqual([0, 2, 1]);
  expect(coverScore(list.slice(0, 1))).toBeCloseTo(2 / 3, 12);
  expect(coverScore(list.slice(0, 2))).toBe(1);
});

test("a list of nothing scores 0", () => {
  expect(coverScore([])).toBe(0);
});

test("of no points there is no list", () => {
  expect(coverPoints([])).toEqual([]);
});
