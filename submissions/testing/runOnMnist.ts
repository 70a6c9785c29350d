import { wallClock } from "@steepest/core/harness/clock.ts";
import { runTrial } from "@steepest/core/harness/runTrial.ts";
import { trialOptions } from "@steepest/core/harness/testing/trialFixture.ts";
import type { HyperparameterPoint } from "@steepest/core/schema/searchSpace.ts";
import type { SubmissionSource } from "@steepest/core/schema/sourceFiles.ts";
import type { LoadedWorkload } from "@steepest/core/workload/workload.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { loadWorkload } from "@steepest/workloads/loadWorkload.ts";
import { prepareData } from "@steepest/workloads/node/prepareData.ts";
import { priceListOf } from "@steepest/workloads/priceLists.ts";
import { sourceOf } from "./references.ts";

interface RunOptions {
  readonly id?: string;
  readonly evaluationSteps?: readonly number[];
  readonly stepHint?: number;
  /** Other training data than the workload's. */
  readonly altered?: (loaded: LoadedWorkload) => LoadedWorkload;
}

/** A short run of a reference submission or a source at one point, on MNIST unless another workload is named, charged in reference time: its record. */
export async function runOnMnist(
  submission: string | SubmissionSource,
  hyperparameters: HyperparameterPoint,
  maxSteps: number,
  {
    id = "mnist_mlp",
    evaluationSteps = [maxSteps],
    stepHint = maxSteps,
    altered = (loaded) => loaded,
  }: RunOptions = {},
) {
  const workload = await loadWorkload(id);
  const loaded = await workload.load(await prepareData(id));
  const record = await runTrial({
    ...(await trialOptions({
      workload,
      source: typeof submission === "string" ? sourceOf(submission) : submission,
      maxSteps,
      backend: await openBackend("wasm"),
    })),
    loaded: altered(loaded),
    prices: priceListOf("cpu-wasm"),
    clock: wallClock,
    hyperparameters,
    ruleset: "external",
    stepHint,
    evaluationSteps: [...evaluationSteps],
    ignoreBudget: true,
  });
  loaded.dispose();
  return record;
}
