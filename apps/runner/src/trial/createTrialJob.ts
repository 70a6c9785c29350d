import type { Environment } from "@steepest/core/schema/environment.ts";
import type { Ruleset } from "@steepest/core/schema/ruleset.ts";
import type { SubmissionSource } from "@steepest/core/schema/sourceFiles.ts";
import { UserError } from "@steepest/core/schema/userError.ts";
import type { WorkloadCard } from "@steepest/core/schema/workloadCard.ts";
import type { PlannedTrial } from "@steepest/core/score/planTrials.ts";
import { card } from "@steepest/workloads/catalogue.ts";
import type { TrialJob } from "./trialJob.ts";

export interface TrialJobOptions {
  readonly planned: PlannedTrial;
  readonly submission: string;
  readonly version: string;
  readonly source: SubmissionSource;
  readonly ruleset: Ruleset;
  readonly environment: Environment;
  readonly dataDirectory: string;
  /** Instead of the card's budget; the evaluation period shrinks with it. */
  readonly budgetSeconds?: number | undefined;
  readonly capSeconds?: number | null;
}

/** A planned trial with everything its process needs; budget and evaluation period are those of the hardware class. */
export function createTrialJob(options: TrialJobOptions): TrialJob {
  const { planned, submission, version, source, ruleset, environment, dataDirectory } = options;
  return {
    ...planned,
    submission,
    version,
    source,
    ruleset,
    ...budgetOf(card(planned.workload), environment.hardwareClass, options.budgetSeconds),
    environment,
    dataDirectory,
    capSeconds: options.capSeconds ?? null,
  };
}

function budgetOf({ id, target }: WorkloadCard, hardwareClass: string, override: number | undefined) {
  const budgetSeconds = override ?? target.budgetSeconds[hardwareClass];
  if (budgetSeconds === undefined) {
    throw new UserError({
      code: "no-budget",
      what: `${id} has no budget for the hardware class ${hardwareClass}.`,
      details: `It has budgets for: ${Object.keys(target.budgetSeconds).join(", ")}.`,
      solution: "Give the charged seconds of a trial by --budget, or use another backend.",
    });
  }
  const period = target.evaluationPeriodSeconds[hardwareClass] ?? budgetSeconds / 50;
  return { budgetSeconds, evaluationPeriodSeconds: Math.min(period, budgetSeconds) };
}
