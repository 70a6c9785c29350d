import { card } from "@steepest/workloads/catalogue.ts";
import { expect, test } from "vitest";
import { exampleJob } from "../../test/exampleJob.ts";
import { createTrialJob, type TrialJobOptions } from "./createTrialJob.ts";

const { target } = card("mnist_mlp");
const { workload, study, trial, seed, hyperparameters } = exampleJob;
const job = (options: Partial<TrialJobOptions> = {}) =>
  createTrialJob({
    ...exampleJob,
    planned: { workload, study, trial, seed, hyperparameters },
    budgetSeconds: undefined,
    ...options,
  });

test("who tunes itself has three times the budget, evaluated as often", () => {
  const [external, self] = [job({ ruleset: "external" }), job({ ruleset: "self" })];
  expect(external.budgetSeconds).toBe(target.budgetSeconds["cpu-wasm"]);
  expect(self.budgetSeconds).toBe(3 * external.budgetSeconds);
  expect(self.evaluationPeriodSeconds).toBe(external.evaluationPeriodSeconds);
});

test("a class on the basis of another has its budgets; one without any has to be given one", () => {
  const onClass = (hardwareClass: string) => ({ ...exampleJob.environment, hardwareClass });
  expect(job({ environment: onClass("cpu-wasm-simd") }).budgetSeconds).toBe(job().budgetSeconds);
  expect(() => job({ environment: onClass("webgpu") })).toThrow(
    expect.objectContaining({ code: "no-budget" }),
  );
  expect(job({ environment: onClass("webgpu"), budgetSeconds: 7 }).budgetSeconds).toBe(7);
});

test("a fixed-step study ends with the step hint, whatever the clock says, and is evaluated to its last step", () => {
  const { maxSteps, evaluationSteps, ignoreBudget } = job({ ruleset: "external", bySteps: true });
  expect([maxSteps, ignoreBudget]).toEqual([target.stepHint, true]);
  expect(evaluationSteps).toHaveLength(50);
  expect(evaluationSteps?.at(-1)).toBe(target.stepHint);
  expect(job({ ruleset: "self", bySteps: true }).maxSteps).toBe(3 * target.stepHint);
  expect(job().maxSteps).toBe(undefined);
});
