import { z } from "zod";

/** Committed beside every target, so it stays small. */
export const mostCurveBytes = 50_000;

const valuesSchema = z.array(z.number().nullable());

/** Validation values of the runs that set a target: its provenance in full. Null: not finite. */
export const targetCurvesSchema = z.strictObject({
  /** The steps that runs were evaluated at. A run that was stopped, or diverged, has fewer values than there are steps. */
  steps: z.array(z.int().positive()),
  search: z.array(
    z.strictObject({
      algorithm: z.string(),
      hyperparameters: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
      values: valuesSchema,
    }),
  ),
  /** The winner with new seeds. */
  reruns: z.array(z.strictObject({ seed: z.int(), values: valuesSchema })),
});
export type TargetCurves = z.infer<typeof targetCurvesSchema>;
