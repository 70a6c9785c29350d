import type { R2Bucket } from "@cloudflare/workers-types";
import type { Lease } from "@steepest/core/schema/api/runners.ts";
import { readSource } from "../submissions/readSource.ts";
import type { RunContext } from "./loadTrial.ts";

export interface LeaseTerms {
  readonly attempt: number;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  readonly capSeconds: number | null;
}

/** What a runner is told of a trial that it is to run, for its entry or as an audit: the two look alike. Throws SourceLost. */
export async function leaseOf(
  store: R2Bucket,
  { trial, entry, version }: RunContext,
  { attempt, expiresAt, capSeconds }: LeaseTerms,
): Promise<Lease> {
  return {
    trial: trial.id,
    attempt,
    entry: entry.id,
    submission: version.submission,
    version: version.version,
    source: await readSource(store, version.version),
    suite: entry.suite,
    ruleset: entry.ruleset,
    workload: trial.workload,
    study: trial.study,
    trialIndex: trial.trial,
    seed: trial.seed,
    hyperparameters: trial.hyperparameters,
    capSeconds,
    expiresAt: new Date(expiresAt).toISOString(),
  };
}
