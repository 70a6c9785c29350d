import type { Batch, UpdateContext } from "steepest";

/** ε and ξ as the root mean square over an example's numbers, in standard deviations of the batch's; K. */
export interface Adversary {
  readonly epsilon: number;
  readonly xi: number;
  readonly iterations: number;
}

/** So long against the radius that of where a step starts nothing is left. */
const far = 1000;

/** Predictions as an evaluation has them: the divergence is 0 where nothing is perturbed. */
const evaluated = { mode: "eval", updateBatchNorm: false } as const;

/** The divergence from what `params` predict for the clean inputs. */
export const fromClean = ({ params }: Pick<UpdateContext<unknown>, "params">) =>
  ({ ...evaluated, labels: { predictedBy: params, inputs: "clean" } }) as const;

/** x + εd, d where the divergence rises the most by K power iterations: d ← g/‖g‖, g = ∇ᵣ D[p(·|x), p(·|x + r)] at r = ξd. */
export function virtualAdversary<State, Point>(
  ctx: UpdateContext<State, Point>,
  { epsilon, xi, iterations }: Adversary,
): Batch {
  const norm = "euclidean";
  let moved = ctx.perturb(ctx.batch, { radius: xi, norm, labels: "sampled", draw: ctx.step, ...evaluated });
  for (let k = 1; k <= iterations; k++) {
    const radius = k < iterations ? xi : epsilon;
    moved = ctx.perturb(moved, { radius, stepSize: far * radius, norm, ...fromClean(ctx) });
  }
  return moved;
}
