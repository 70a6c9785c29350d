import { environmentSchema } from "@steepest/core/schema/environment.ts";
import { measureSchema } from "@steepest/core/schema/measures.ts";
import { rulesetSchema } from "@steepest/core/schema/ruleset.ts";
import { hyperparameterPointSchema, hyperparameterValueSchema } from "@steepest/core/schema/searchSpace.ts";
import { z } from "zod";

export const pointRowSchema = z.strictObject({
  /** From 1, in the order in which they were drawn. */
  point: z.int().positive(),
  hyperparameters: hyperparameterPointSchema,
  chosen: z.boolean(),
  /** Whether it ran every study of every workload. */
  complete: z.boolean(),
  /** How many rungs it ran in. */
  rungs: z.int().positive(),
  /** Against the field of all points; a workload that it did not run counts as not reached. */
  score: z.number(),
  standing: z.number(),
  workloads: z.record(
    z.string(),
    z.strictObject({
      /** Studies that it ran there. */
      studies: z.int().nonnegative(),
      /** Median time-to-target by the measure; null where the target was not reached. */
      time: z.number().nullable(),
      /** Null where it was not run. */
      credit: z.number().nullable(),
      /** Best validation metric of each study. */
      metrics: z.array(z.number().nullable()),
      outcomes: z.array(z.string()),
    }),
  ),
});
export type PointRow = z.infer<typeof pointRowSchema>;

const groupSchema = z.strictObject({
  from: hyperparameterValueSchema,
  to: hyperparameterValueSchema,
  points: z.int().positive(),
  meanScore: z.number(),
  bestScore: z.number(),
});

/** The JSON report of a calibration, and what `steepest calibrate --json` prints (with the paths of what it wrote). */
export const calibrationSummarySchema = z.strictObject({
  format: z.literal("steepest-calibration/1"),
  submission: z.strictObject({ name: z.string(), version: z.string(), description: z.string().nullable() }),
  suite: z.strictObject({ id: z.string(), version: z.int(), rMax: z.number() }),
  ruleset: rulesetSchema,
  measure: measureSchema,
  seed: z.int(),
  studies: z.int(),
  /** Share of each workload's budget that a trial had. */
  budget: z.number(),
  /** Cheapest first. */
  workloads: z.array(
    z.strictObject({
      id: z.string(),
      metric: z.string(),
      direction: z.enum(["min", "max"]),
      target: z.number(),
      budgetSeconds: z.number(),
    }),
  ),
  rungs: z.array(
    z.strictObject({
      workloads: z.array(z.string()),
      studies: z.int(),
      points: z.array(z.int().positive()),
    }),
  ),
  /** The point or points to take, best first: what goes into the submission. */
  hyperparameters: z.array(hyperparameterPointSchema).min(1),
  /** Score of the first chosen point, of the first two as a list, and so on. */
  listScores: z.array(z.number()),
  /** Those that came furthest first, then the best. */
  points: z.array(pointRowSchema),
  /** By hyperparameter, the most influential first. */
  sensitivity: z.array(
    z.strictObject({
      name: z.string(),
      effect: z.number(),
      groups: z.array(groupSchema),
      rows: z.array(
        z.strictObject({ value: hyperparameterValueSchema, point: z.int().positive(), score: z.number() }),
      ),
    }),
  ),
  /** What a reader should know before believing it. */
  notes: z.array(z.string()),
  environment: environmentSchema,
  finishedAt: z.iso.datetime(),
});
export type CalibrationSummary = z.infer<typeof calibrationSummarySchema>;
