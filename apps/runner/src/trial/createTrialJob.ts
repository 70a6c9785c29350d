import type { Environment } from "@steepest/core/schema/environment.ts";
import { budgetFactor, type Ruleset } from "@steepest/core/schema/ruleset.ts";
import type { SubmissionSource } from "@steepest/core/schema/sourceFiles.ts";
import type { WorkloadCard } from "@steepest/core/schema/workloadCard.ts";
import type { PlannedTrial } from "@steepest/core/score/planTrials.ts";
import { card } from "@steepest/workloads/catalogue.ts";
import { trialTimes } from "@steepest/workloads/trialTimes.ts";
import type { LocalTrialJob } from "./trialJob.ts";

export interface TrialJobOptions {
  readonly planned: PlannedTrial;
  readonly submission: string;
  readonly version: string;
  readonly source: SubmissionSource;
  readonly ruleset: Ruleset;
  readonly environment: Environment;
  readonly dataDirectory: string;
  /** The file of a user's own workload. */
  readonly workloadFile?: string | undefined;
  /** Instead of the card's budget; the evaluation period shrinks with it. */
  readonly budgetSeconds?: number | undefined;
  readonly capSeconds?: number | null;
  /** A fixed-step study: the step hint ends the trial, no clock does. */
  readonly bySteps?: boolean | undefined;
}

/** A planned trial with everything its process needs; budget and evaluation period are those of the hardware class. */
export function createTrialJob(options: TrialJobOptions): LocalTrialJob {
  const { planned, submission, version, source, ruleset, environment, dataDirectory } = options;
  return {
    ...planned,
    submission,
    version,
    source,
    ruleset,
    ...trialTimes(card(planned.workload), environment.hardwareClass, ruleset, options.budgetSeconds),
    environment,
    dataDirectory,
    ...(options.workloadFile === undefined ? {} : { workloadFile: options.workloadFile }),
    capSeconds: options.capSeconds ?? null,
    ...(options.bySteps ? fixedSteps(card(planned.workload), ruleset) : {}),
  };
}

/** Evaluations of a fixed-step study, within what an external trial has. */
const evaluations = 50;

/** As many steps as the hint says, times what the ruleset's budget is of the external one, evaluated at equal distances. */
function fixedSteps({ target }: WorkloadCard, ruleset: Ruleset) {
  const maxSteps = target.stepHint * budgetFactor[ruleset];
  const count = evaluations * budgetFactor[ruleset];
  const steps = Array.from({ length: count }, (_, at) =>
    Math.max(1, Math.round((maxSteps * (at + 1)) / count)),
  );
  return { maxSteps, evaluationSteps: [...new Set(steps)], ignoreBudget: true };
}
