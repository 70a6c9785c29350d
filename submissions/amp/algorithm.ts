import {
  add,
  addScaled,
  type Context,
  div,
  globalNorm,
  maximum,
  mul,
  type Tree,
  type UpdateContext,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";

type Point = Readonly<
  Record<"epsilon" | "zeta" | "lr" | "one_minus_momentum" | "weight_decay" | "warmup_factor", number>
>;

interface State {
  readonly buffer: Tree;
}

export const initPerturbed = ({ params }: Context<Point>): State => ({ buffer: zerosLike(params) });

/**
 * Adversarial model perturbation around SGD: Δ ← 0; N times Δ ← Δ + ζ∇f(p + Δ), limited to ‖Δ‖ ≤ ε; then g ← ∇f(p + Δ) + λp, b ← μb + g, p ← p − ηb.
 *
 * `epsilon` is ε, `zeta` ζ, `inner_steps` N (1), `lr` η (peak of the schedule), `one_minus_momentum` 1 − μ, `weight_decay` λ, `warmup_factor`
 * the fraction of the run spent on linear warmup before the cosine decay; without it η is constant. N + 1 gradients a step, all with the same dropout masks; running statistics are those of the pass at p.
 * Zheng, Zhang & Mao 2021, arXiv 2010.04925, algorithm 1.
 */
export function updatePerturbed(ctx: UpdateContext<State, Point>) {
  const { params, batch, step } = ctx;
  const hp = withDefaults(ctx.hyperparameters, { inner_steps: 1 });
  const { grads, modelState } = ctx.lossAndGrad(params, batch, { draw: step });
  let gradient = grads;
  let shift = zerosLike(params);
  for (let n = 0; n < hp.inner_steps; n++) {
    const longer = addScaled(shift, gradient, hp.zeta);
    const least = Math.max(hp.epsilon, 1e-30);
    shift = mul(longer, div(hp.epsilon, maximum(globalNorm(longer), least)));
    // Ascent and descent are of one function: a difference of masks would be part of the ascent.
    const there = ctx.lossAndGrad(add(params, shift), batch, { draw: step, updateBatchNorm: false });
    gradient = there.grads;
  }
  const slope = addScaled(gradient, params, hp.weight_decay);
  const buffer = addScaled(slope, ctx.state.buffer, 1 - hp.one_minus_momentum);
  const rate = warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })(ctx);
  return { params: addScaled(params, buffer, -rate), modelState, state: { buffer } };
}
