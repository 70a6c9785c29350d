import { termsOf, type WantedTrial } from "@steepest/core/score/wantedTrial.ts";
import { card } from "@steepest/workloads/catalogue.ts";
import { measureOf } from "@steepest/workloads/hardwareClasses.ts";
import type { LocalTrialJob } from "./trialJob.ts";

/** The trial that a job is of: what its record must agree with. */
export function wantedOf(job: LocalTrialJob): WantedTrial {
  const { hardwareClass, backend } = job.environment;
  return {
    submission: job.submission,
    version: job.version,
    workload: job.workload,
    study: job.study,
    trial: job.trial,
    seed: job.seed,
    hyperparameters: job.hyperparameters,
    terms: termsOf(card(job.workload), {
      ruleset: job.ruleset,
      hardwareClass,
      backend,
      measure: measureOf(hardwareClass),
      budgetSeconds: job.budgetSeconds,
      evaluationPeriodSeconds: job.evaluationPeriodSeconds,
      maxSteps: (job.ignoreBudget && job.maxSteps) || null,
    }),
  };
}
