import { z } from "zod";
import { environmentSchema } from "./environment.ts";
import { chargesSchema, officialMeasureSchema } from "./measures.ts";
import { rulesetSchema } from "./ruleset.ts";
import { hyperparameterPointSchema } from "./searchSpace.ts";
import { trialOutcomeSchema } from "./trialOutcome.ts";

const seconds = z.number().nonnegative();
const metrics = z.record(z.string(), z.number().nullable());
/** Reference time so far, had everything that a submission computed side by side run at once: at most what was charged. Left out where nothing was, and under a clock. */
const critical = seconds.optional();

/** The record with its objects made by `object`: strict for what is written, tolerant for what is read. */
const recordOf = (object: typeof z.object) =>
  object({
    format: z.literal("steepest-record/2"),
    /** What rules the trial: budget, evaluation periods, caps and `ctx.elapsed` are counted in it. */
    measure: officialMeasureSchema,
    /** What the trial was computed and priced with. Null in records that are older than this field. */
    library: object({
      /** SHA-256 over the guest's library, the kernels and the price list. */
      sha256: z.string(),
      /** SHA-256 of the guest's library alone: the module `steepest` that the submission imported. Records of before it was written lack it. */
      guest: z.string().nullable().default(null),
      /** Version of the class's price list; null where the clock rules. */
      prices: z.int().positive().nullable(),
    }).nullable(),
    submission: object({
      name: z.string(),
      /** SHA-256 of the source files. */
      version: z.string(),
      ruleset: rulesetSchema,
    }),
    workload: object({
      id: z.string(),
      /** SHA-256 of the prepared data. */
      dataSha256: z.string(),
      metric: object({ name: z.string(), direction: z.enum(["min", "max"]) }),
      target: z.number(),
      /** In the official measure, as every time of a record whose name does not say otherwise. */
      budgetSeconds: z.number().positive(),
      evaluationPeriodSeconds: z.number().positive(),
      stepHint: z.int().positive(),
      /** Steps that end the trial whatever was charged, in a fixed-step study; null where the budget does. */
      maxSteps: z.int().positive().nullable().default(null),
    }),
    study: z.int().nonnegative(),
    trial: z.int().nonnegative(),
    seed: z.int().nonnegative(),
    hyperparameters: hyperparameterPointSchema,
    batchSize: z.int().positive(),
    outcome: trialOutcomeSchema,
    /** At the first evaluation that met the target, or null. */
    timeToTarget: object({ step: z.int().nonnegative(), charged: chargesSchema }).nullable(),
    /** Every (free) evaluation. Numbers that are not finite, or that the metric cannot have, are written as null. */
    evaluations: z.array(
      object({
        step: z.int().nonnegative(),
        /** At this evaluation, in every measure. */
        charged: chargesSchema,
        /** Loss of the last training step before it, where the submission asked for a loss. */
        trainLoss: z.number().nullable(),
        /** On the validation split: `loss`, the workload's metric, and whatever else it reports. */
        validation: metrics,
        /** Wall seconds that the evaluation itself took (never charged). */
        evaluationSeconds: seconds,
        criticalSeconds: critical,
      }),
    ),
    /** The test split at the end of the trial; null where the trial ended without a usable model. */
    test: metrics.nullable(),
    totals: object({
      steps: z.int().nonnegative(),
      examples: z.number().nonnegative(),
      gradientEvaluations: z.int().nonnegative(),
      lossEvaluations: z.int().nonnegative(),
      hostCalls: z.int().nonnegative(),
      charged: chargesSchema,
      criticalSeconds: critical,
    }),
    /** Seconds by activity. `init` holds what loading took beyond the free seconds, `update` what is neither gradient nor sandbox. `evaluate`, by the clock, is not charged. */
    timeSplit: object({
      init: seconds,
      select: seconds,
      gradient: seconds,
      update: seconds,
      sandbox: seconds,
      prepare: seconds,
      evaluate: seconds,
    }),
    memory: object({
      parameterBytes: z.int().nonnegative(),
      stateBytes: z.int().nonnegative(),
      peakTensorBytes: z.int().nonnegative(),
    }),
    /** Data parallelism that the submission simulated: workers, how many steps old their gradients were, and the bytes that all of them sent; null where there was none. */
    communication: object({
      workers: z.int().positive(),
      delay: z.int().nonnegative(),
      bytesSent: z.number().nonnegative(),
    })
      .nullable()
      .default(null),
    /** Differential privacy of the whole run, as the submission's own accountant states it at last: nobody proves it. Left out where it states none. */
    privacy: object({
      epsilon: z.number().nonnegative(),
      delta: z.number().min(0).max(1),
    }).optional(),
    /** How fast the machine was: charged wall ÷ reference time, beside the usual of this workload there; null where that is not known. */
    speed: object({
      wallPerReference: z.number().positive(),
      usual: z.number().positive().nullable(),
      /** More than twice as fast or as slow as usual: the machine was disturbed, or a price does not hold for this submission. */
      isUnusual: z.boolean(),
    })
      .nullable()
      .default(null),
    /** Whether the submission read `ctx.elapsed`: under a clock such a run cannot be replayed bit for bit. */
    elapsedRead: z.boolean(),
    /** SHA-256 of the final training parameters' bytes: what replay compares. */
    parametersSha256: z.string().nullable(),
    /** What the submission printed (first and last lines, cut). */
    console: z.array(z.string()),
    environment: environmentSchema,
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime(),
  });

/** The full, immutable result of one trial, as it is written: nothing but these fields. */
export const recordSchema = recordOf(z.strictObject as typeof z.object);
export type TrialRecord = z.infer<typeof recordSchema>;
export type Evaluation = TrialRecord["evaluations"][number];

/** A record of any version, as it is read: version 1 becomes version 2 here and nowhere else, and unknown fields are left out. */
export const anyRecordSchema = z.preprocess(upgraded, recordOf(z.object));

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Version 1 counted wall seconds, CPU seconds and steps, and was ruled by the first. */
function upgraded(given: unknown): unknown {
  if (!isFields(given) || given["format"] !== "steepest-record/1") return given;
  const charged = (at: unknown, steps: unknown): unknown => {
    if (!isFields(at)) return at;
    const { chargedSeconds, chargedCpuSeconds, ...rest } = at;
    return { ...rest, charged: { wall: chargedSeconds, cpu: chargedCpuSeconds, steps } };
  };
  const ofItsStep = (at: unknown) => charged(at, isFields(at) ? at["step"] : null);
  const { evaluations, timeToTarget, totals } = given;
  return {
    ...given,
    format: "steepest-record/2",
    measure: "wall",
    library: null,
    evaluations: Array.isArray(evaluations) ? evaluations.map(ofItsStep) : evaluations,
    timeToTarget: ofItsStep(timeToTarget),
    totals: charged(totals, isFields(totals) ? totals["steps"] : null),
  };
}

/** The critical path at one point of a record: what was charged, where nothing was computed side by side. */
export const criticalSecondsOf = ({
  charged,
  criticalSeconds,
}: Pick<TrialRecord["totals"], "charged" | "criticalSeconds">): number | null =>
  criticalSeconds ?? charged.reference;

/** Seconds of the measure that rules the record. */
export const officialSeconds = (
  { measure }: Pick<TrialRecord, "measure">,
  charged: TrialRecord["totals"]["charged"],
): number => charged[measure] ?? 0;
