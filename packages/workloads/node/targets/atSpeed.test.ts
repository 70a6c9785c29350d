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
const result = (
  seconds: readonly [number, number],
  steps: readonly [number, number],
  evaluationSeconds = [0.4, 0.4],
): TargetRunResult => ({
  run,
  evaluations: steps.map((step, at) => ({
    step,
    value: 0.5,
    chargedSeconds: seconds[at] as number,
    evaluationSeconds: evaluationSeconds[at] as number,
  })),
  test: 0.5,
  chargedSeconds: seconds[1],
});

test("seconds become those of the measured speed, first steps and evaluations aside; values and steps stay", () => {
  // Two seconds a step, then one; evaluations of 0.4 s, then of 0.3 s.
  const [scaled] = atSpeed([result([10, 20], [5, 10])], result([7, 9], [2, 4], [0.9, 0.3]));
  expect(scaled).toMatchObject({ chargedSeconds: 10, test: 0.5 });
  expect(scaled?.evaluations).toEqual([
    { step: 5, value: 0.5, chargedSeconds: 5, evaluationSeconds: expect.closeTo(0.3) },
    { step: 10, value: 0.5, chargedSeconds: 10, evaluationSeconds: expect.closeTo(0.3) },
  ]);
});

test("a run of one evaluation tells no speed", () => {
  expect(() => atSpeed([result([10, 20], [5, 5])], result([1, 2], [1, 2]))).toThrow("two evaluations");
});
