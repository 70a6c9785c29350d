import { wallClock } from "@steepest/core/harness/clock.ts";
import { runJob } from "@steepest/core/job/runJob.ts";
import { loadEngine } from "@steepest/core/sandbox/loadEngine.ts";
import { readManifest } from "@steepest/core/sandbox/readManifest.ts";
import { submissionVersion } from "@steepest/core/submission/submissionVersion.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { loadWorkload } from "@steepest/workloads/loadWorkload.ts";
import { prepareData } from "@steepest/workloads/node/prepareData.ts";
import { referenceSource } from "@steepest/workloads/node/referenceSource.ts";
import { priceListOf } from "@steepest/workloads/priceLists.ts";
import type { SymmetryRun } from "./symmetryRun.ts";

/** Evaluations of a run, evenly spread. */
const evaluations = 10;

/**
 * Trains a `_self` submission on a workload, for the share of its step hint, with the symmetry that a seed draws and without. Initialization, order of the
 * data and dropout follow from the seed either way.
 */
export async function createSymmetryRunner(
  submission: string,
  id: string,
  share: number,
): Promise<{
  readonly steps: readonly number[];
  run(seed: number, symmetry: boolean): Promise<SymmetryRun>;
}> {
  const engine = await loadEngine();
  const backend = await openBackend("wasm");
  const source = referenceSource(submission);
  const { hyperparameters } = await readManifest(source, engine);
  const [point] = Array.isArray(hyperparameters) ? hyperparameters : [];
  if (point === undefined) throw new Error(`${submission} has no point of its own`);
  const workload = await loadWorkload(id);
  const loaded = await workload.load(await prepareData(id));
  const { withSymmetry: _, ...plain } = loaded;
  const { metric, target } = workload.card;
  const last = Math.ceil(target.stepHint * share);
  const steps = Array.from({ length: evaluations }, (_, at) => Math.ceil((last * (at + 1)) / evaluations));
  const run = async (seed: number, symmetry: boolean): Promise<SymmetryRun> => {
    const record = await runJob(
      {
        workload: id,
        source,
        submission,
        version: submissionVersion(source),
        ruleset: "self",
        hyperparameters: point,
        ...{ study: 0, trial: 0, seed },
        ...{ budgetSeconds: 3600, evaluationPeriodSeconds: 3600, capSeconds: null },
        evaluationSteps: steps,
        maxSteps: last,
        ignoreBudget: true,
        continueAfterTarget: true,
        environment: {
          ...{ steepest: "symmetries", backend: "wasm", featureLevel: backend.featureLevel },
          ...{ hardwareClass: "cpu-wasm", runtime: "any", os: "any", cpu: "any", cores: 1 },
          ...{ memoryBytes: 1, gpu: null, jobs: 1, calibrationSeconds: null },
        },
      },
      {
        clock: wallClock,
        loadEngine: async () => engine,
        openBackend: async () => backend,
        loadWorkload: async () => ({ workload, loaded: symmetry ? loaded : plain }),
        prices: priceListOf,
      },
    );
    if (record.outcome.kind === "failed") throw new Error(`${submission} on ${id}: ${record.outcome.reason}`);
    return {
      workload: id,
      seed,
      symmetry,
      steps: record.evaluations.map(({ step }) => step),
      values: record.evaluations.map(({ validation }) => validation[metric.name] ?? null),
    };
  };
  return { steps, run };
}
