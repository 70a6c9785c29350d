import type { Lease } from "@steepest/core/schema/api/runners.ts";
import type { Environment } from "@steepest/core/schema/environment.ts";
import { createTrialJob } from "../trial/createTrialJob.ts";
import type { LocalTrialJob } from "../trial/trialJob.ts";

/** What a trial's process is to run for a lease. */
export function jobOf(lease: Lease, environment: Environment, dataDirectory: string): LocalTrialJob {
  const {
    workload,
    study,
    trialIndex,
    seed,
    hyperparameters,
    submission,
    version,
    source,
    ruleset,
    capSeconds,
  } = lease;
  return createTrialJob({
    planned: { workload, study, trial: trialIndex, seed, hyperparameters },
    submission,
    version,
    source,
    ruleset,
    environment,
    dataDirectory,
    capSeconds,
  });
}
