import {
  addScaled,
  type Batch,
  type Context,
  type Tree,
  type UpdateContext,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";

type Point = Readonly<
  Record<"epsilon" | "iterations" | "lr" | "one_minus_momentum" | "weight_decay" | "warmup_factor", number>
>;

interface State {
  readonly buffer: Tree;
}

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
export const fromClean = ({ params }: { readonly params: Tree }) =>
  ({ ...evaluated, labels: { predictedBy: params, inputs: "clean" } }) as const;

/** x + εd, d where the divergence rises the most by K power iterations: d ← g/‖g‖, g = ∇ᵣ D[p(·|x), p(·|x + r)] at r = ξd. */
export function virtualAdversary(
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

export const initSmooth = ({ params }: Context<Point>): State => ({ buffer: zerosLike(params) });

/**
 * Virtual adversarial training around SGD: beside the loss goes the divergence of what is predicted for perturbed inputs from what is for clean ones, in the direction in which predictions change the most. No label is needed for it.
 * d ← a direction at random; K times d ← g/‖g‖, g = ∇ᵣ D[p(·|x), p(·|x + r)] at r = ξd (power iteration); b ← μb + ∇(ℓ + α D[p(·|x), p(·|x + εd)]) + λw, no gradient through p(·|x); w ← w − ηb.
 *
 * `epsilon` is ε (and `xi` ξ, 0.03) as the root mean square over an example's numbers in standard deviations of the batch's, `iterations` K (the paper's 1), `alpha` α (1), `lr` η (peak of the schedule), `one_minus_momentum` 1 − μ,
 * `weight_decay` λ, `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is constant. The first direction is the slope of the loss of labels that are drawn from the predictions: at random,
 * with the divergence's own curvature for its covariance, so that its largest direction is likelier than in the paper's isotropic draw. Where inputs are no real numbers, or the loss has no classes, it is SGD. K + 3 gradients a step.
 * Miyato, Maeda, Koyama & Ishii 2017, arXiv 1704.03976, algorithm 1.
 */
export function updateSmooth(ctx: UpdateContext<State, Point>) {
  const { params, batch, state, step } = ctx;
  const hp = withDefaults(ctx.hyperparameters, { xi: 0.03, alpha: 1 });
  const { grads, modelState } = ctx.lossAndGrad(params, batch, { draw: step });
  let slope = addScaled(grads, params, hp.weight_decay);
  if (ctx.perturbsInputs && ctx.predictsLabels) {
    const smoothness = ctx.lossAndGrad(params, virtualAdversary(ctx, hp), fromClean(ctx)).grads;
    slope = addScaled(slope, smoothness, hp.alpha);
  }
  const buffer = addScaled(slope, state.buffer, 1 - hp.one_minus_momentum);
  const rate = warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })(ctx);
  return { params: addScaled(params, buffer, -rate), modelState, state: { buffer } };
}
