import { expect, test } from "vitest";
import { atSpeed } from "./atSpeed.ts";
import type { TargetRunResult } from "./targetRun.ts";

const run = {
  workload: "w",
  algorithm: "a",
  purpose: "rerun",
  hyperparameters: {},
  seed: 0,
  steps: 10,
} as const;
/** Evaluated at some steps, after so many charged seconds. */
const result = (
  steps: readonly number[],
  seconds: readonly number[],
  evaluationSeconds: readonly number[] = steps.map(() => 0.4),
): TargetRunResult => ({
  run,
  evaluations: steps.map((step, at) => ({
    step,
    value: step / 100,
    chargedSeconds: seconds[at] as number,
    evaluationSeconds: evaluationSeconds[at] as number,
  })),
  test: 0.5,
  chargedSeconds: seconds.at(-1) as number,
});

test("seconds become those of the measured speed; values and steps stay", () => {
  // A second a step, but for a hiccup, after a start of five; evaluations of 0.3 s, but for the first and a hiccup.
  const measured = result([2, 3, 4, 5], [7, 8, 14, 15], [0.9, 0.3, 0.3, 2]);
  const [moved] = atSpeed([result([5, 10], [10, 40])], measured);
  expect(moved).toMatchObject({ chargedSeconds: 15, test: 0.5 });
  expect(moved?.evaluations).toEqual([
    { step: 5, value: 0.05, chargedSeconds: 10, evaluationSeconds: 0.3 },
    { step: 10, value: 0.1, chargedSeconds: 15, evaluationSeconds: 0.3 },
  ]);
});

test("a run of one evaluation tells no speed", () => {
  expect(() => atSpeed([result([5, 10], [10, 20])], result([1, 1], [1, 2]))).toThrow("two evaluations");
});
