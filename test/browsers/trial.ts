/** A whole trial by `runJob`; bundled for a browser's page, and run by the test itself in Node. */

import { wallClock } from "@steepest/core/harness/clock.ts";
import { runJob } from "@steepest/core/job/runJob.ts";
import type { TrialJob } from "@steepest/core/job/trialJob.ts";
import { loadEngine } from "@steepest/core/sandbox/loadEngine.ts";
import { comparedNumbers } from "@steepest/core/score/comparedNumbers.ts";
import type { ReadDataFile } from "@steepest/core/workload/workload.ts";
import { type FeatureLevel, featureLevelHere } from "@steepest/tensors/backend/modules/trainingModules.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { httpDataReader } from "@steepest/workloads/httpDataReader.ts";
import { loadWorkload } from "@steepest/workloads/loadWorkload.ts";
import { priceListOf } from "@steepest/workloads/priceLists.ts";

export interface TrialQuestion {
  readonly jobs: readonly TrialJob[];
  /** Where a page finds tfjs's WebAssembly; in Node it lies in its package. */
  readonly wasmUrl: string | null;
}

/** All that is the same everywhere of each job's record, by path. Of a job whose level of WebAssembly this engine lacks: null. */
export async function answer(
  { jobs, wasmUrl }: TrialQuestion,
  readerOf: (workload: string) => Promise<ReadDataFile> = async (id) => httpDataReader(id, "/data"),
): Promise<(Record<string, unknown> | null)[]> {
  const receipts: (Record<string, unknown> | null)[] = [];
  const here = await featureLevelHere();
  for (const job of jobs) {
    const featureLevel = job.environment.featureLevel as FeatureLevel;
    if (featureLevel === "simd-fma" && here !== "simd-fma") {
      receipts.push(null);
      continue;
    }
    const record = await runJob(job, {
      clock: wallClock,
      loadEngine,
      openBackend: (name) =>
        openBackend(name, {
          featureLevel,
          ...(wasmUrl === null ? {} : { wasmUrl }),
        }),
      async loadWorkload(id) {
        const workload = await loadWorkload(id);
        return { workload, loaded: await workload.load(await readerOf(id)) };
      },
      prices: priceListOf,
    });
    receipts.push({
      ...Object.fromEntries(comparedNumbers(record)),
      library: record.library?.sha256,
      outcome: record.outcome.kind,
    });
  }
  return receipts;
}
