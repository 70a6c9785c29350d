import { z } from "zod";
import { environmentSchema } from "./environment.ts";
import { rulesetSchema } from "./ruleset.ts";
import { hyperparameterPointSchema } from "./searchSpace.ts";
import { trialOutcomeSchema } from "./trialOutcome.ts";

const seconds = z.number().nonnegative();

/** One (free) evaluation. Numbers that are not finite are written as null. */
export const evaluationSchema = z.strictObject({
  step: z.int().nonnegative(),
  /** Charged wall seconds at this evaluation: the official clock. */
  chargedSeconds: seconds,
  /** Charged CPU seconds, where the clock has them. */
  chargedCpuSeconds: seconds.nullable(),
  /** Loss of the last training step before it, where the submission asked for a loss. */
  trainLoss: z.number().nullable(),
  /** On the validation split: `loss`, the workload's metric, and whatever else it reports. */
  validation: z.record(z.string(), z.number().nullable()),
  /** Wall seconds that the evaluation itself took (never charged). */
  evaluationSeconds: seconds,
});
export type Evaluation = z.infer<typeof evaluationSchema>;

/** The full, immutable result of one trial. */
export const recordSchema = z.strictObject({
  format: z.literal("steepest-record/1"),
  submission: z.strictObject({
    name: z.string(),
    /** SHA-256 of the source files. */
    version: z.string(),
    ruleset: rulesetSchema,
  }),
  workload: z.strictObject({
    id: z.string(),
    /** SHA-256 of the prepared data. */
    dataSha256: z.string(),
    metric: z.strictObject({ name: z.string(), direction: z.enum(["min", "max"]) }),
    target: z.number(),
    budgetSeconds: z.number().positive(),
    evaluationPeriodSeconds: z.number().positive(),
    stepHint: z.int().positive(),
  }),
  study: z.int().nonnegative(),
  trial: z.int().nonnegative(),
  seed: z.int().nonnegative(),
  hyperparameters: hyperparameterPointSchema,
  batchSize: z.int().positive(),
  outcome: trialOutcomeSchema,
  /** At the first evaluation that met the target, or null. */
  timeToTarget: z
    .strictObject({
      step: z.int().nonnegative(),
      chargedSeconds: seconds,
      chargedCpuSeconds: seconds.nullable(),
    })
    .nullable(),
  evaluations: z.array(evaluationSchema),
  /** The test split at the end of the trial; null where the trial ended without a usable model. */
  test: z.record(z.string(), z.number().nullable()).nullable(),
  totals: z.strictObject({
    steps: z.int().nonnegative(),
    examples: z.number().nonnegative(),
    gradientEvaluations: z.int().nonnegative(),
    lossEvaluations: z.int().nonnegative(),
    hostCalls: z.int().nonnegative(),
    chargedSeconds: seconds,
    chargedCpuSeconds: seconds.nullable(),
  }),
  /** Wall seconds by activity. `update` holds what is neither gradient nor sandbox; all but `evaluate` are charged. */
  timeSplit: z.strictObject({
    init: seconds,
    select: seconds,
    gradient: seconds,
    update: seconds,
    sandbox: seconds,
    prepare: seconds,
    evaluate: seconds,
  }),
  memory: z.strictObject({
    parameterBytes: z.int().nonnegative(),
    stateBytes: z.int().nonnegative(),
    peakTensorBytes: z.int().nonnegative(),
  }),
  /** Whether the submission read `ctx.elapsed`: such a run cannot be replayed bit for bit. */
  elapsedRead: z.boolean(),
  /** SHA-256 of the final training parameters' bytes: what replay compares. */
  parametersSha256: z.string().nullable(),
  /** What the submission printed (first and last lines, cut). */
  console: z.array(z.string()),
  environment: environmentSchema,
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
});
export type TrialRecord = z.infer<typeof recordSchema>;
