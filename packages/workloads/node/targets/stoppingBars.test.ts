import { expect, test } from "vitest";
import { lastSearchStep, stoppingSteps } from "./evaluationSteps.ts";
import { isBelow, stoppingBars } from "./stoppingBars.ts";
import type { TargetRunResult } from "./targetRun.ts";

const result = (values: readonly (number | null)[]): TargetRunResult => ({
  run: { workload: "w", algorithm: "a", purpose: "search", hyperparameters: {}, seed: 0, steps: 100 },
  evaluations: values.map((value, at) => ({
    step: 10 * (at + 1),
    value,
    chargedSeconds: 1,
    evaluationSeconds: 1,
  })),
  test: null,
  chargedSeconds: 1,
  wallSeconds: 1,
});

test("a bar is the median of what earlier runs had at best by the step, of two the worse one", () => {
  const earlier = [result([0.9, 0.5, 0.6]), result([0.8, 0.7, 0.4]), result([0.7, 0.6, 0.3])];
  expect(stoppingBars("min", earlier, [20, 30])).toEqual([
    { step: 20, value: 0.6 },
    { step: 30, value: 0.4 },
  ]);
  expect(stoppingBars("max", earlier, [20])).toEqual([{ step: 20, value: 0.8 }]);
  const four = [...earlier, result([0.1, 0.1, 0.1])];
  expect(stoppingBars("min", four, [20])).toEqual([{ step: 20, value: 0.6 }]);
});

test("runs that were stopped before a step, or diverged, are not compared with; fewer than three set no bar", () => {
  const stopped = [
    result([0.5, 0.5, 0.5]),
    result([0.5, 0.5, 0.5]),
    result([0.5, 0.5]),
    result([0.5, 0.5, null]),
  ];
  expect(stoppingBars("min", stopped, [20, 30])).toEqual([{ step: 20, value: 0.5 }]);
});

test("a run ends where its best is worse than the bar, and nowhere else", () => {
  const bars = [{ step: 30, value: 0.5 }];
  expect(isBelow("min", bars, { step: 30, best: 0.6 })).toBe(true);
  expect(isBelow("min", bars, { step: 30, best: null })).toBe(true);
  expect(isBelow("min", bars, { step: 30, best: 0.5 })).toBe(false);
  expect(isBelow("min", bars, { step: 40, best: 0.6 })).toBe(false);
  expect(isBelow("max", bars, { step: 30, best: 0.4 })).toBe(true);
});

test("a search run counts to seven tenths, and may be stopped from three tenths on", () => {
  expect(lastSearchStep(2000)).toBe(1400);
  expect(stoppingSteps(2000)).toEqual([600, 800, 1000, 1200]);
  // 0.7 · 350 is a little less than 245 in floating point.
  expect(lastSearchStep(350)).toBe(245);
  expect(stoppingSteps(350)).toEqual([105, 140, 175, 210]);
});
