import { z } from "zod";
import { hyperparameterValueSchema } from "../schema/searchSpace.ts";

const numbers = z.array(z.number());

/** An analytic problem whose loss and gradient are known in closed form (`golden-problem/1`). */
export const goldenProblemSchema = z.looseObject({
  format: z.literal("golden-problem/1"),
  name: z.string(),
  params: z
    .array(
      z.looseObject({
        name: z.string(),
        kind: z.string(),
        shape: z.array(z.int().positive()),
        offset: z.int().nonnegative(),
        size: z.int().positive(),
      }),
    )
    .min(1),
  size: z.int().positive(),
  /** Amplitude of the deterministic gradient noise. */
  noise: z.number(),
  /** Curvatures. */
  H: numbers,
  /** Minimum of the quadratic part. */
  t: numbers,
  /** Initial parameters. */
  p0: numbers,
});
export type GoldenProblem = z.infer<typeof goldenProblemSchema>;

const checkpointSchema = z.looseObject({
  step: z.int().positive(),
  loss: z.number(),
  tolerance: z.number().positive(),
  train: numbers,
  eval: numbers.nullable(),
});

/** Parameters after chosen steps of a reference implementation (`golden-trajectory/1`). */
export const goldenTrajectorySchema = z.looseObject({
  format: z.literal("golden-trajectory/1"),
  optimizer: z.string(),
  /** Name of the problem file, without `.json`. */
  problem: z.string(),
  /** Nulls and lists stand for settings that a submission leaves at their defaults. */
  hyperparameters: z.record(z.string(), z.unknown()),
  tolerance: z.number().positive(),
  checkpoints: z.array(checkpointSchema).min(1),
});
export type GoldenTrajectory = z.infer<typeof goldenTrajectorySchema>;

/**
 * The point that a submission is given: the file's hyperparameters by their names, and for every name `x` also
 * `one_minus_x`, because AlgoPerf's search spaces draw decay rates that way.
 */
export function goldenPoint(golden: GoldenTrajectory): Record<string, number | string | boolean> {
  const point: Record<string, number | string | boolean> = {};
  for (const [name, given] of Object.entries(golden.hyperparameters)) {
    const value = hyperparameterValueSchema.safeParse(given);
    if (!value.success) continue;
    point[name] = value.data;
    if (typeof value.data === "number") point[`one_minus_${name}`] = 1 - value.data;
  }
  return point;
}
