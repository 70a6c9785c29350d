import { expect, test } from "vitest";
import {
  benchmarkScore,
  exactCredit,
  fastestOf,
  performanceProfile,
  performanceRatio,
  rhoAt,
} from "./performanceProfile.ts";

const never = Number.POSITIVE_INFINITY;

test("a ratio is by the fastest time, which has 1 also where it is 0; who never arrives has none, even alone", () => {
  expect([performanceRatio(6, 2), performanceRatio(2, 2), performanceRatio(0, 0)]).toEqual([3, 1, 1]);
  expect([performanceRatio(never, 2), performanceRatio(never, never)]).toEqual([never, never]);
});

test("a profile steps at each ratio up to r_max, once where several are alike, and stays in between", () => {
  const profile = performanceProfile([3, 1, 3, 4, 4.1, never], 4);
  expect(profile).toEqual([
    { tau: 1, rho: 1 / 6 },
    { tau: 3, rho: 3 / 6 },
    { tau: 4, rho: 4 / 6 },
  ]);
  expect([0.9, 1, 2.9, 3, 9].map((tau) => rhoAt(profile, tau))).toEqual([0, 1 / 6, 1 / 6, 3 / 6, 4 / 6]);
  expect(rhoAt([], 1)).toBe(0);
});

test("the credit falls from 1 at the fastest to 0 at r_max; a score is its mean over workloads, and 0 of none", () => {
  expect([1, 2.5, 4, 5, never].map((ratio) => exactCredit(ratio, 4))).toEqual([1, 0.5, 0, 0, 0]);
  expect(benchmarkScore([1, 2.5, never, 4], 4)).toBe(0.375);
  expect(benchmarkScore([2, 2], 4, (ratio, rMax) => ratio / rMax)).toBe(0.5);
  expect(benchmarkScore([], 4)).toBe(0);
});

test("the fastest is the least of the row alone", () => {
  const times = Float64Array.of(1, 5, 3, 2);
  expect([fastestOf(times, 1, 2), fastestOf(times, 0, 4), fastestOf(times, 1, 0)]).toEqual([3, 1, never]);
});
