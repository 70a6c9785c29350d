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
/** Evaluated at two steps, after so many charged seconds. */
const result = (seconds: readonly [number, number], steps: readonly [number, number]): TargetRunResult => ({
  run,
  evaluations: steps.map((step, at) => ({
    step,
    value: 0.5,
    chargedSeconds: seconds[at] as number,
    evaluationSeconds: 0.4,
  })),
  test: 0.5,
  chargedSeconds: seconds[1],
});

test("seconds become those of the measured speed, first steps aside; values and steps stay", () => {
  // Two seconds a step, then one.
  const [scaled] = atSpeed([result([10, 20], [5, 10])], result([7, 9], [2, 4]));
  expect(scaled).toMatchObject({ chargedSeconds: 10, test: 0.5 });
  expect(scaled?.evaluations).toEqual([
    { step: 5, value: 0.5, chargedSeconds: 5, evaluationSeconds: 0.2 },
    { step: 10, value: 0.5, chargedSeconds: 10, evaluationSeconds: 0.2 },
  ]);
});

test("a run of one evaluation tells no speed", () => {
  expect(() => atSpeed([result([10, 20], [5, 5])], result([1, 2], [1, 2]))).toThrow("two evaluations");
});
