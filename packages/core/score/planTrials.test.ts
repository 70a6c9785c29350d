import { expect, test } from "vitest";
import type { Manifest } from "../schema/manifest.ts";
import { planTrials } from "./planTrials.ts";

const suite = {
  workloads: ["mnist_mlp", "brown_lm"],
  rulesets: { external: { studies: 3, trials: 5 }, self: { studies: 3, trials: 1 as const } },
};
const external: Pick<Manifest, "ruleset" | "hyperparameters"> = {
  ruleset: "external",
  hyperparameters: { lr: { min: 1e-4, max: 1, scaling: "log" } },
};

test("external: every study draws its own points, every trial has its own seed", () => {
  const trials = planTrials({ suite, manifest: external, seed: 1 });
  expect(trials).toHaveLength(30);
  expect(new Set(trials.map(({ seed }) => seed)).size).toBe(30);
  expect(new Set(trials.map(({ hyperparameters }) => hyperparameters.lr)).size).toBe(30);
  expect(trials.every(({ seed }) => Number.isSafeInteger(seed) && seed >= 0)).toBe(true);
  expect(trials.slice(0, 6).map(({ study, trial }) => [study, trial])).toEqual([
    [0, 0],
    [0, 1],
    [0, 2],
    [0, 3],
    [0, 4],
    [1, 0],
  ]);
});

test("self: the one fixed point in each study", () => {
  const manifest = { ruleset: "self" as const, hyperparameters: [{ lr: 0.1 }] };
  const trials = planTrials({ suite, manifest, seed: 1 });
  expect(trials.map(({ workload, study, trial }) => `${workload} ${study} ${trial}`)).toHaveLength(6);
  expect(trials.every(({ hyperparameters }) => hyperparameters.lr === 0.1)).toBe(true);
});

test("a workload's trials depend on the entry's seed and the workload, not on the rest of the suite", () => {
  const all = planTrials({ suite, manifest: external, seed: 7 });
  const alone = planTrials({ suite: { ...suite, workloads: ["brown_lm"] }, manifest: external, seed: 7 });
  expect(all.filter(({ workload }) => workload === "brown_lm")).toEqual(alone);
  expect(planTrials({ suite, manifest: external, seed: 8 })).not.toEqual(all);
});

// Numbers of records that there are: whoever repeats a trial has to draw them again.
test("an entry's seed draws the same trials as ever", () => {
  const trials = planTrials({ suite, manifest: external, seed: 1 });
  expect([0, 1, 7, 29].map((at) => trials[at])).toEqual([
    {
      workload: "mnist_mlp",
      study: 0,
      trial: 0,
      seed: 3808758579568583,
      hyperparameters: { lr: 0.023458745103494442 },
    },
    {
      workload: "mnist_mlp",
      study: 0,
      trial: 1,
      seed: 3399960374481117,
      hyperparameters: { lr: 0.0005064052492632555 },
    },
    {
      workload: "mnist_mlp",
      study: 1,
      trial: 2,
      seed: 4629761897385459,
      hyperparameters: { lr: 0.0032943765367553814 },
    },
    {
      workload: "brown_lm",
      study: 2,
      trial: 4,
      seed: 8110515853263460,
      hyperparameters: { lr: 0.0018093831714298323 },
    },
  ]);
});
