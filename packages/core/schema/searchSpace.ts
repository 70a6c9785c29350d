import { z } from "zod";

/** One hyperparameter value: what a submission reads from `ctx.hyperparameters`. */
export const hyperparameterValueSchema = z.union([z.number(), z.string(), z.boolean()]);
export type HyperparameterValue = z.infer<typeof hyperparameterValueSchema>;

/** One point of a search space: a value for every hyperparameter. */
export const hyperparameterPointSchema = z.record(z.string(), hyperparameterValueSchema);
export type HyperparameterPoint = z.infer<typeof hyperparameterPointSchema>;

const rangeSchema = z.strictObject({
  min: z.number(),
  max: z.number(),
  scaling: z.enum(["linear", "log"]),
});

const feasiblePointsSchema = z.strictObject({
  feasible_points: z.array(hyperparameterValueSchema).min(1),
});

/** How one hyperparameter is drawn: a range, or one of some feasible points. */
export const hyperparameterDimensionSchema = z.union([rangeSchema, feasiblePointsSchema]);
export type HyperparameterDimension = z.infer<typeof hyperparameterDimensionSchema>;

/**
 * AlgoPerf's `tuning_search_space.json`, as it is (AlgoPerf documentation, "Hyperparameter tuning"): an object of
 * dimensions to draw from, or a list of fixed points to take in order. What a new one must fulfil beside its form, and what
 * its author is told, is in `searchSpaceProblems.ts`.
 */
export const searchSpaceSchema = z.union([
  z.array(hyperparameterPointSchema).min(1),
  z.record(z.string(), hyperparameterDimensionSchema),
]);
export type SearchSpace = z.infer<typeof searchSpaceSchema>;
