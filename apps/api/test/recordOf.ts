import { guestLibrarySha256 } from "@steepest/core/sandbox/guestLibrary.ts";
import type { EntryDetail, TrialView } from "@steepest/core/schema/api/entries.ts";
import type { Lease } from "@steepest/core/schema/api/runners.ts";
import { chargesOf } from "@steepest/core/schema/measures.ts";
import type { TrialRecord } from "@steepest/core/schema/record.ts";
import { budgetOf } from "@steepest/core/schema/workloadCard.ts";
import { card } from "@steepest/workloads/catalogue.ts";
import { priceListOf } from "@steepest/workloads/priceLists.ts";
import { environment } from "./environment.ts";

type Run = Pick<TrialRecord, "submission" | "study" | "trial" | "seed" | "hyperparameters"> & {
  readonly workload: string;
};

export const runOfLease = (lease: Lease): Run => ({
  submission: { name: lease.submission, version: lease.version, ruleset: lease.ruleset },
  workload: lease.workload,
  study: lease.study,
  trial: lease.trialIndex,
  seed: lease.seed,
  hyperparameters: lease.hyperparameters,
});

export const runOfTrial = (entry: EntryDetail, trial: TrialView): Run => ({
  submission: { name: entry.submission, version: entry.version, ruleset: "self" },
  workload: trial.workload,
  study: trial.study,
  trial: trial.trial,
  seed: trial.seed,
  hyperparameters: trial.hyperparameters,
});

/** Every trial of a test file runs in this instant. */
const startedAt = new Date().toISOString();

/** A record as a runner would report it: the target met after so many charged seconds, or never (null). */
export function recordOf(run: Run, reachedAfter: number | null): TrialRecord {
  const workload = card(run.workload);
  const { metric, target } = workload;
  const budgetSeconds = budgetOf(target, "cpu-wasm", run.submission.ruleset) ?? Number.NaN;
  const evaluationPeriodSeconds = target.evaluationPeriodSeconds["cpu-wasm"] ?? Number.NaN;
  const { min, max } = metric.range;
  const missed = Math.min(
    Math.max(min, target.validation + (metric.direction === "min" ? 0.5 : -0.5)),
    max ?? Number.POSITIVE_INFINITY,
  );
  const evaluation = (step: number, chargedSeconds: number, value: number) => ({
    step,
    charged: chargesOf({
      reference: chargedSeconds,
      wall: 2 * chargedSeconds,
      cpu: chargedSeconds / 2,
      steps: step,
      gradients: step,
    }),
    trainLoss: 1,
    validation: { loss: 1, [metric.name]: value },
    evaluationSeconds: 0.1,
  });
  const end = reachedAfter ?? budgetSeconds;
  const last = evaluation(Math.ceil(end * 100), end, reachedAfter === null ? missed : target.validation);
  const periods = (seconds: number) => Math.floor(seconds / evaluationPeriodSeconds);
  // One in the middle where the grid has a point there.
  const hasMiddle = periods(end / 2) > 0 && periods(end) > periods(end / 2);
  const evaluations = hasMiddle ? [evaluation(1, end / 2, missed), last] : [last];
  const { step, charged } = last;
  return {
    format: "steepest-record/2",
    measure: "reference",
    library: {
      sha256: "a".repeat(64),
      guest: guestLibrarySha256(),
      prices: priceListOf("cpu-wasm")?.version ?? null,
    },
    communication: null,
    speed: null,
    ...run,
    workload: {
      id: run.workload,
      dataSha256: workload.dataset.sha256,
      metric: { name: metric.name, direction: metric.direction },
      target: target.validation,
      budgetSeconds,
      evaluationPeriodSeconds,
      stepHint: target.stepHint,
      maxSteps: null,
    },
    batchSize: workload.batchSize.default,
    outcome: { kind: reachedAfter === null ? "exhausted" : "reached" },
    timeToTarget: reachedAfter === null ? null : { step, charged },
    evaluations,
    test: { loss: 1 },
    totals: {
      steps: step,
      examples: step * 128,
      gradientEvaluations: step,
      lossEvaluations: 0,
      hostCalls: step,
      charged,
    },
    timeSplit: { init: 0, select: 0, gradient: end, update: 0, sandbox: 0, prepare: 0, evaluate: 0.2 },
    memory: { parameterBytes: 1, stateBytes: 1, peakTensorBytes: 1 },
    elapsedRead: false,
    parametersSha256: null,
    console: [],
    environment,
    startedAt,
    finishedAt: startedAt,
  };
}

/** The same record, ended by something else than its target. */
export function failedRecord(run: Run, cause: "submission" | "machine"): TrialRecord {
  const record = recordOf(run, null);
  const code = cause === "machine" ? "device-lost" : "guest-exception";
  return { ...record, outcome: { kind: "failed", cause, code, reason: "it broke", stack: null } };
}
