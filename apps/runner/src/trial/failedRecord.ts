import { chargesOf } from "@steepest/core/schema/measures.ts";
import type { TrialRecord } from "@steepest/core/schema/record.ts";
import type { TrialOutcome } from "@steepest/core/schema/trialOutcome.ts";
import type { WorkloadCard } from "@steepest/core/schema/workloadCard.ts";
import { measureOf } from "@steepest/workloads/hardwareClasses.ts";
import type { LocalTrialJob } from "./trialJob.ts";
import type { ChildProgress } from "./trialMessages.ts";

interface FailedTrial {
  readonly job: LocalTrialJob;
  readonly card: WorkloadCard;
  readonly outcome: Extract<TrialOutcome, { kind: "failed" }>;
  /** The last that was heard of it. */
  readonly progress: ChildProgress | null;
  readonly startedAt: Date;
}

const noSeconds = { init: 0, select: 0, gradient: 0, update: 0, sandbox: 0, prepare: 0, evaluate: 0 };

/** The record of a trial whose process ended without writing one. It claims nothing that was not seen. */
export function failedRecord({ job, card, outcome, progress, startedAt }: FailedTrial): TrialRecord {
  const measure = measureOf(job.environment.hardwareClass);
  const finishedAt = Date.now();
  return {
    format: "steepest-record/2",
    measure,
    library: null,
    submission: { name: job.submission, version: job.version, ruleset: job.ruleset },
    workload: {
      id: card.id,
      dataSha256: card.dataset.sha256,
      metric: { name: card.metric.name, direction: card.metric.direction },
      target: card.target.validation,
      budgetSeconds: job.budgetSeconds,
      evaluationPeriodSeconds: job.evaluationPeriodSeconds,
      stepHint: card.target.stepHint,
      maxSteps: (job.ignoreBudget && job.maxSteps) || null,
    },
    study: job.study,
    trial: job.trial,
    seed: job.seed,
    hyperparameters: job.hyperparameters,
    batchSize: card.batchSize.default,
    outcome,
    timeToTarget: null,
    evaluations: [],
    test: null,
    totals: {
      steps: progress?.step ?? 0,
      examples: 0,
      gradientEvaluations: 0,
      lossEvaluations: 0,
      hostCalls: 0,
      charged: chargesOf({ [measure]: progress?.chargedSeconds ?? 0, steps: progress?.step ?? 0 }),
    },
    timeSplit: noSeconds,
    memory: { parameterBytes: 0, stateBytes: 0, peakTensorBytes: 0 },
    communication: null,
    speed: null,
    elapsedRead: false,
    parametersSha256: null,
    console: [],
    environment: job.environment,
    // The machine's clock may have been set back meanwhile.
    startedAt: new Date(Math.min(startedAt.getTime(), finishedAt)).toISOString(),
    finishedAt: new Date(finishedAt).toISOString(),
  };
}
