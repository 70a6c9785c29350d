import { pointKey } from "@steepest/core/score/calibration/calibrationPoints.ts";
import { card } from "@steepest/workloads/catalogue.ts";
import { environmentKey } from "../run/environmentKey.ts";
import type { TrialJob } from "../trial/trialJob.ts";

/** Equal for jobs that are the same measurement, so that a kept result stands for running it again. */
export function trialKey(job: TrialJob): string {
  const { dataset, target } = card(job.workload);
  return JSON.stringify([
    job.version,
    job.ruleset,
    job.workload,
    dataset.sha256,
    target.validation,
    target.stepHint,
    job.study,
    job.seed,
    job.budgetSeconds,
    job.evaluationPeriodSeconds,
    environmentKey(job.environment),
    pointKey(job.hyperparameters),
  ]);
}
