import { z } from "zod";
import { chargesSchema, measureSchema } from "../measures.ts";
import { hyperparameterPointSchema } from "../searchSpace.ts";

/** Where an end is null, it has none: in some resamples one of the two alone reaches the target. */
const openInterval = z.tuple([z.number().nullable(), z.number().nullable()]).nullable();
const time = z.number().nullable();

/** How one of those compared stands to another, on one workload. */
const timesComparedSchema = z.object({
  /** Workload time of `one` less that of `other`: below 0, `one` is faster. Null where either misses the target. */
  difference: z.number().nullable(),
  /** 95 %, over studies; null where either has fewer than two, or neither reaches. */
  differenceInterval: openInterval,
  /** Time of `other` ÷ time of `one`: above 1, `one` is faster. Null unless both reach. */
  ratio: z.number().nullable(),
  ratioInterval: openInterval,
  /** How often `one` is the faster when studies are drawn anew; ties count half. */
  probability: z.number().nullable(),
  /** Whether both were run with the same seeds, and are drawn together. */
  paired: z.boolean(),
});

export const comparedPairSchema = z.object({
  /** Places in `compared`, from 0. */
  one: z.int().nonnegative(),
  other: z.int().nonnegative(),
  workloads: z.record(z.string(), timesComparedSchema),
  /** Geometric mean of the ratios over the workloads that both reach, and over how many it is. */
  ratio: z.number().nullable(),
  ratioInterval: openInterval,
  ratioOver: z.int(),
  test: z.enum(["sign", "rank-sum"]),
  /** How often a difference as even over all studies, in either direction, comes of none; null where nothing was run. */
  pValue: z.number().nullable(),
  /** The same for all pairs of this comparison at once (Holm). */
  adjusted: z.number().nullable(),
});
export type ComparedPair = z.infer<typeof comparedPairSchema>;

export const comparedSchema = z.object({
  label: z.string(),
  submission: z.string(),
  version: z.string(),
  /** Of the version among those of its submission, from 1; unknown of local runs. */
  number: z.int().positive().nullable(),
  /** Null of local runs. */
  entry: z.string().nullable(),
  trust: z.enum(["verified", "self-reported", "local"]),
  /** True while trials are missing: they count as not reached. */
  provisional: z.boolean(),
  /** What its simulated workers sent a step, over all its trials; null where there were none. */
  bytesPerStep: z.number().nullable().default(null),
  /** The critical path of all its trials ÷ what they were charged; null where nothing was computed side by side. */
  criticalPart: z.number().nullable().default(null),
  /** The largest ε and δ that its trials state of themselves; null where one of them states none. */
  privacy: z.object({ epsilon: z.number(), delta: z.number() }).nullable().default(null),
  /** Study times by workload; null where the target was not reached. */
  studies: z.record(z.string(), z.array(time)),
  /** Their medians. */
  times: z.record(z.string(), time),
  /** Benchmark score among those compared alone, not that of a board. */
  score: z.number(),
  scoreInterval: z.tuple([z.number(), z.number()]).nullable(),
});
export type Compared = z.infer<typeof comparedSchema>;

/** A comparison of two to eight submissions, of a board or of local runs. */
export const comparisonSchema = z.object({
  measure: measureSchema,
  workloads: z.array(z.string()),
  rMax: z.number(),
  compared: z.array(comparedSchema),
  /** Every pair, `one` before `other`. */
  pairs: z.array(comparedPairSchema),
  /** How often the one of the row scores higher than the one of the column when studies are drawn anew; null where there is one study. */
  beats: z.array(z.array(z.number())).nullable(),
  /** Places that were not told apart at 5 %, each group as large as it can be. */
  tied: z.array(z.array(z.int())),
});
export type ComparisonView = z.infer<typeof comparisonSchema>;

/** One run to draw: of the study whose time is the workload's (of an even number the faster middle one) the best trial. */
export const comparedCurveSchema = z.object({
  /** Place in `compared`. */
  of: z.int().nonnegative(),
  workload: z.string(),
  study: z.int().nonnegative(),
  /** Its id; null of local runs. */
  trial: z.string().nullable(),
  hyperparameters: hyperparameterPointSchema,
  batchSize: z.int(),
  /** At most 400, evenly chosen where there are more. */
  points: z.array(z.object({ charged: chargesSchema, value: z.number().nullable() })),
  reached: z.object({ charged: chargesSchema, value: z.number().nullable() }).nullable(),
  steps: z.int(),
  charged: chargesSchema,
  parameterBytes: z.int(),
  stateBytes: z.int(),
  /** Wall seconds by activity. */
  timeSplit: z.record(z.string(), z.number()),
});
export type ComparedCurve = z.infer<typeof comparedCurveSchema>;

export const mostCompared = 8;
/** Records that one comparison reads. */
export const mostCurves = 40;

/** GET /v1/compare?entries=…&measure=…&curves=… */
export const compareViewSchema = comparisonSchema.extend({
  board: z.string(),
  /** Of the workloads that were asked for. */
  curves: z.array(comparedCurveSchema),
});
export type CompareView = z.infer<typeof compareViewSchema>;
