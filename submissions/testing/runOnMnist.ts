import { wallClock } from "@steepest/core/harness/clock.ts";
import { runTrial } from "@steepest/core/harness/runTrial.ts";
import { trialOptions } from "@steepest/core/harness/testing/trialFixture.ts";
import type { HyperparameterPoint } from "@steepest/core/schema/searchSpace.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { loadWorkload } from "@steepest/workloads/loadWorkload.ts";
import { prepareData } from "@steepest/workloads/node/prepareData.ts";
import { sourceOf } from "./references.ts";

/** A short run on mnist_mlp at one point: its record. */
export async function runOnMnist(
  name: string,
  hyperparameters: HyperparameterPoint,
  maxSteps: number,
) {
  const workload = await loadWorkload("mnist_mlp");
  const loaded = await workload.load(await prepareData("mnist_mlp"));
  const record = await runTrial({
    ...(await trialOptions({
      workload,
      source: sourceOf(name),
      maxSteps,
      backend: await openBackend("wasm"),
    })),
    loaded,
    clock: wallClock,
    hyperparameters,
    ruleset: "external",
    stepHint: maxSteps,
    evaluationSteps: [maxSteps],
    ignoreBudget: true,
  });
  loaded.dispose();
  return record;
}
