import { expect, test } from "vitest";
import { halvingPlan, plannedTrials } from "./halvingPlan.ts";

test("twenty points on three workloads with three studies: 20, 10, 5, then 3 with the other studies", () => {
  const rungs = halvingPlan({ points: 20, list: 1, workloads: ["a", "b", "c"], studies: 3 });
  expect(rungs).toEqual([
    { workloads: ["a"], studies: [0], points: 20 },
    { workloads: ["b"], studies: [0], points: 10 },
    { workloads: ["c"], studies: [0], points: 5 },
    { workloads: ["a", "b", "c"], studies: [1, 2], points: 3 },
  ]);
  expect(plannedTrials(rungs)).toBe(53);
});

test("one workload with one study is one rung", () => {
  expect(halvingPlan({ points: 3, list: 1, workloads: ["a"], studies: 1 })).toEqual([
    { workloads: ["a"], studies: [0], points: 3 },
  ]);
});

test("for a list of five, ten points see everything", () => {
  const rungs = halvingPlan({ points: 24, list: 5, workloads: ["a", "b"], studies: 2 });
  expect(rungs.map(({ points }) => points)).toEqual([24, 10, 10]);
});
