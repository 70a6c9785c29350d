import { guestLibrarySha256 } from "../sandbox/guestLibrary.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import type { SandboxMeters } from "../sandbox/sandboxMeters.ts";
import type { Charges, OfficialMeasure } from "../schema/measures.ts";
import type { Evaluation, TrialRecord } from "../schema/record.ts";
import { submissionVersion } from "../submission/submissionVersion.ts";
import type { TrialOptions } from "./trialOptions.ts";

/** What a trial has come to when it ends. */
export interface TrialEnd
  extends Pick<
    TrialRecord,
    "outcome" | "batchSize" | "timeToTarget" | "evaluations" | "test" | "parametersSha256"
  > {
  readonly options: TrialOptions;
  /** Null where the submission did not even load. */
  readonly sandbox: Sandbox | null;
  readonly meters: SandboxMeters | null;
  readonly target: number;
  readonly steps: number;
  readonly measure: OfficialMeasure;
  readonly charged: Charges;
  /** Seconds; `elsewhere` is what gradients took outside of updates. */
  readonly split: Pick<TrialRecord["timeSplit"], "init" | "select" | "update" | "prepare" | "evaluate"> & {
    readonly elsewhere: number;
  };
  readonly startedAt: Date;
}

/** The critical path beside what was charged, where something was computed side by side and operations are priced. */
export function criticalSeconds(
  { reference }: Charges,
  meters: SandboxMeters | null,
): Pick<Evaluation, "criticalSeconds"> {
  const saved = meters?.sideBySideNanoseconds ?? 0;
  if (reference === null || saved === 0) return {};
  return { criticalSeconds: (Math.round(1e9 * reference) - saved) / 1e9 };
}

/** What gradients took so far, in the official measure. */
export const gradientSeconds = (measure: OfficialMeasure, meters: SandboxMeters | null): number =>
  measure === "reference" ? (meters?.gradientNanoseconds ?? 0) / 1e9 : (meters?.gradientSeconds ?? 0);

/** The immutable record of a trial. */
export function trialRecord(result: TrialEnd): TrialRecord {
  const { options, sandbox, meters } = result;
  const { card } = options.workload;
  const byPrice = result.measure === "reference";
  const gradient = gradientSeconds(result.measure, meters);
  const { elsewhere, ...split } = result.split;
  const guest = byPrice
    ? (meters?.guestNanoseconds ?? 0) / 1e9
    : Math.max(0, (meters?.callSeconds ?? 0) - (meters?.hostSeconds ?? 0));
  return {
    format: "steepest-record/2",
    measure: result.measure,
    library: {
      sha256: options.librarySha256,
      guest: guestLibrarySha256(),
      prices: options.prices?.version ?? null,
    },
    submission: {
      name: sandbox?.manifest.name ?? "unknown",
      version: submissionVersion(options.source),
      ruleset: options.ruleset,
    },
    workload: {
      id: card.id,
      dataSha256: card.dataset.sha256,
      metric: { name: card.metric.name, direction: card.metric.direction },
      target: result.target,
      budgetSeconds: options.budgetSeconds,
      evaluationPeriodSeconds: options.evaluationPeriodSeconds,
      stepHint: options.stepHint ?? card.target.stepHint,
      maxSteps: (options.ignoreBudget && options.maxSteps) || null,
    },
    study: options.study,
    trial: options.trial,
    seed: options.seed,
    hyperparameters: options.hyperparameters,
    batchSize: result.batchSize,
    outcome: result.outcome,
    timeToTarget: result.timeToTarget,
    evaluations: result.evaluations,
    test: result.test,
    totals: {
      steps: result.steps,
      examples: meters?.examples ?? 0,
      gradientEvaluations: meters?.gradientEvaluations ?? 0,
      lossEvaluations: meters?.lossEvaluations ?? 0,
      hostCalls: sandbox?.hostCalls ?? 0,
      charged: result.charged,
      ...criticalSeconds(result.charged, meters),
    },
    timeSplit: {
      ...split,
      gradient,
      sandbox: guest,
      // What gradients took in the other functions is no part of the update's time to begin with.
      update: Math.max(0, split.update - (gradient - elsewhere) - guest),
    },
    memory: {
      parameterBytes: sandbox?.parameterBytes ?? 0,
      stateBytes: meters?.stateBytes ?? 0,
      peakTensorBytes: meters?.peakTensorBytes ?? 0,
    },
    communication: sandbox?.communication ?? null,
    ...(meters?.privacyStated ? { privacy: { epsilon: meters.epsilon, delta: meters.delta } } : {}),
    speed: null,
    elapsedRead: meters?.elapsedRead ?? false,
    parametersSha256: result.parametersSha256,
    console: sandbox?.console.all() ?? [],
    environment: options.environment,
    ...datesOf(result.startedAt.getTime(), Date.now(), 1000 * (result.charged.wall ?? 0)),
  };
}

/** When a trial ran, in milliseconds. The machine's clock may have been set meanwhile: no trial ends before it began, nor charges for longer than it ran. */
const datesOf = (startedAt: number, finishedAt: number, charged: number) => ({
  startedAt: new Date(Math.min(startedAt, finishedAt - charged)).toISOString(),
  finishedAt: new Date(finishedAt).toISOString(),
});
