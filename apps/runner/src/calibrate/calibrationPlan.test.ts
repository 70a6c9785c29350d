import { suite } from "@steepest/workloads/catalogue.ts";
import { expect, test } from "vitest";
import { examplePlan } from "../../test/exampleCalibration.ts";
import { exampleEnvironment } from "../../test/exampleJob.ts";
import { trialKey } from "./calibrationLog.ts";
import { rungJobs } from "./rungJobs.ts";

test("the cheapest workload comes first, and trials have their share of its budget", () => {
  const plan = examplePlan({ suite: suite("quick"), budget: 0.5 });
  const budgets = [...plan.budgets.values()];
  expect(budgets).toEqual(budgets.toSorted((first, second) => first - second));
  expect(plan.rungs.map(({ workloads }) => workloads[0])).toEqual([...plan.budgets.keys()]);
  const [job] = rungJobs(plan, { workloads: ["mnist_mlp"], studies: [0], points: 1 }, [0], "data");
  const full = examplePlan({ suite: suite("quick") }).budgets.get("mnist_mlp") ?? 0;
  expect(job?.budgetSeconds).toBe(full / 2);
});

test("points of a study share its seed, studies do not, and every trial is a measurement of its own", () => {
  const plan = examplePlan();
  const jobs = rungJobs(plan, { workloads: ["mnist_mlp"], studies: [0, 1], points: 3 }, [0, 2, 4], "data");
  expect(jobs.map(({ trial, study }) => [trial, study])).toEqual([
    [0, 0],
    [2, 0],
    [4, 0],
    [0, 1],
    [2, 1],
    [4, 1],
  ]);
  expect(new Set(jobs.map(({ seed }) => seed)).size).toBe(2);
  expect(new Set(jobs.map(trialKey)).size).toBe(6);
});

test("more points begin with the same trials", () => {
  const rung = { workloads: ["mnist_mlp"], studies: [0], points: 6 };
  const keys = (points: number) =>
    rungJobs(examplePlan({ points }), rung, [0, 1, 2, 3, 4, 5], "data").map(trialKey);
  expect(keys(12)).toEqual(keys(6));
});

test.each([
  ["one point", { space: [{ lr: 1 }] }, "nothing-to-calibrate"],
  ["an empty space", { space: {} }, "nothing-to-calibrate"],
  ["a space of one value", { space: { lr: { feasible_points: [1] } } }, "nothing-to-calibrate"],
  ["a longer list than points", { list: 7 }, "too-few-points"],
  [
    "a class without budgets",
    { environment: { ...exampleEnvironment, hardwareClass: "abacus" } },
    "no-budget",
  ],
])("%s is refused before anything runs", (_, options, code) => {
  expect(() => examplePlan(options)).toThrow(expect.objectContaining({ name: "UserError", code }));
});
