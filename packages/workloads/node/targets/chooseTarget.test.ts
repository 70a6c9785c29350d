import { workloadTargetSchema } from "@steepest/core/schema/workloadCard.ts";
import { expect, test } from "vitest";
import { chooseTarget, winnerOf } from "./chooseTarget.ts";
import type { TargetRunResult } from "./targetRun.ts";

/** A run of 10 steps that has `value` after 7 of them and something better only at the end. */
const result = (algorithm: string, seed: number, value: number | null, test: number, chargedSeconds = 9) =>
  ({
    run: {
      workload: "w",
      algorithm,
      purpose: seed < 1000 ? "search" : "rerun",
      hyperparameters: { lr: 0.1 },
      seed,
      steps: 10,
    },
    evaluations: [
      { step: 5, value: 0.1, chargedSeconds: 4, evaluationSeconds: 0.2 },
      { step: 7, value, chargedSeconds: 8, evaluationSeconds: 0.2 },
      { step: 10, value: 0.99, chargedSeconds, evaluationSeconds: 0.2 },
    ],
    test,
    chargedSeconds,
    wallSeconds: chargedSeconds,
  }) satisfies TargetRunResult;

const search = [result("a", 0, 0.7, 0.6), result("b", 0, 0.8, 0.7), result("a", 1, null, 0.1)];

test("the winner has the best value within seven tenths of the run", () => {
  expect(winnerOf("max", search).run.algorithm).toBe("b");
  expect(winnerOf("min", search.slice(0, 1)).run.algorithm).toBe("a");
});

test("validation target is the median, test target the worst of the runs that reached it", () => {
  const reruns = [
    result("b", 1000, 0.84, 0.71),
    result("b", 1001, 0.8, 0.5),
    result("b", 1002, 0.82, 0.73),
    result("b", 1003, 0.83, 0.7, 10),
    result("b", 1004, 0.79, 0.9),
  ];
  const target = chooseTarget({
    metric: { direction: "max", range: { min: 0, max: 1 } },
    hardwareClass: "cpu-wasm",
    search,
    reruns,
    searched: "base",
    command: "…",
    date: "2026-11-21",
  });
  expect(workloadTargetSchema.parse(target)).toEqual(target);
  expect(target.validation).toBe(0.82);
  expect(target.test).toBe(0.7);
  expect(target.stepHint).toBe(13);
  // 4/3 of 9 s; 25 evaluations of 0.2 s, which are 29 % of the time: fewer there may not be.
  expect(target.budgetSeconds).toEqual({ "cpu-wasm": 12 });
  expect(target.evaluationPeriodSeconds).toEqual({ "cpu-wasm": 0.48 });
  expect(target.provenance.algorithms).toEqual([
    { name: "a", trials: 2, best: 0.7 },
    { name: "b", trials: 1, best: 0.8 },
  ]);
  expect(target.provenance.winner.timeToTargetSeconds).toEqual([8, 9, 8, 8, 9]);
  expect(target.provenance.winner.evaluationSeconds).toBe(0.2);
});
