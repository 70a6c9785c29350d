import { expect, test } from "vitest";
import { orderPoints, type PointTrial, scorePoints } from "./scorePoints.ts";

const never = Number.POSITIVE_INFINITY;
const trial = (
  point: number,
  workload: string,
  time: number,
  more: Partial<PointTrial> = {},
): PointTrial => ({
  point,
  workload,
  study: 0,
  time,
  progress: 0,
  ...more,
});
const score = (points: number, trials: readonly PointTrial[]) =>
  scorePoints({ points, workloads: ["a", "b"], rMax: 4, trials });

test("a point earns the share of a board on which the points are the submissions", () => {
  const [first, second] = score(2, [trial(0, "a", 2), trial(0, "b", 9), trial(1, "a", 5), trial(1, "b", 3)]);
  expect(first).toMatchObject({ times: [2, 9], credits: [1, 1 / 3], score: 2 / 3 });
  expect(second).toMatchObject({ times: [5, 3], credits: [0.5, 1], score: 0.75 });
});

test("the time of a workload is the median over the studies of a point", () => {
  const studies = [4, never, 6].map((time, study) => trial(0, "a", time, { study }));
  expect(score(1, studies)[0]).toMatchObject({ times: [6, null], credits: [1, null], score: 0.5 });
});

test("where no point reaches a target, the better metric goes first and a point that diverged last, without failing", () => {
  const scores = score(3, [
    trial(0, "a", never, { progress: never * -1 }),
    trial(1, "a", never, { progress: 0.7 }),
    trial(2, "a", never, { progress: 0.9 }),
  ]);
  expect(scores.map((point) => point.score)).toEqual([0, 0, 0]);
  expect(orderPoints(scores).map(({ point }) => point)).toEqual([2, 1, 0]);
});

test("points that are equal in everything stand in the order in which they were drawn", () => {
  const scores = score(
    3,
    [2, 1, 0].map((point) => trial(point, "a", 5)),
  );
  expect(orderPoints(scores).map(({ point }) => point)).toEqual([0, 1, 2]);
});
