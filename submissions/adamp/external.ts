import {
  add,
  chain,
  defineSubmission,
  mul,
  projectRadially,
  type RadialProjectionOptions,
  scaleByAdam,
  scaleByLearningRate,
  type Transform,
  warmupCosine,
  withDefaults,
} from "steepest";

/** A direction without its radial part, and decay that is weaker where there was one. */
const projected = <State>(
  inner: Transform<State>,
  weightDecay: number,
  options: RadialProjectionOptions,
): Transform<State> => ({
  ...inner,
  update(g, state, ctx) {
    const moved = inner.update(g, state, ctx);
    const { direction, decay } = projectRadially(ctx.params, g, moved.updates, options);
    return { updates: add(direction, mul(ctx.params, mul(decay, weightDecay))), state: moved.state };
  },
});

/**
 * AdamP: AdamW that does not grow the norm of scale-invariant weights.
 * d = m̂/(√v̂ + ε), as Adam's; d ← Π(d), ρ = `wd_ratio` where the gradient is orthogonal to the weights (cosine below δ/√dim, per output channel or
 * as a whole), else ρ = 1; p ← p − η(d + ρλp).
 *
 * `lr` is η (peak of the schedule; default 1e-3), `one_minus_beta1` 1 − β₁ (0.1), `beta2` β₂ (0.999), `eps` ε (1e-8), `weight_decay` λ (0), `delta` δ
 * (0.1), `wd_ratio` ρ (0.1), `nesterov` looks ahead with m, `warmup_factor` the fraction of the run spent on linear warmup before the cosine
 * decay; without it η is constant. Vectors are not projected.
 * Heo et al. 2021, arXiv 2006.08217, algorithm 2.
 */
export default defineSubmission({
  name: "adamp",
  ruleset: "external",
  description: "AdamP with decoupled weight decay, linear warmup and cosine decay",
  paper: "arXiv 2006.08217",
  stateBytesPerParameter: 8,
  hyperparameters: {
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.99, 0.999] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    nesterov: { feasible_points: [false, true] },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer(point) {
    const hp = withDefaults(point, { eps: 1e-8, delta: 0.1, wd_ratio: 0.1 });
    const { beta2, eps, nesterov, delta, wd_ratio: decayRatio } = hp;
    return chain(
      projected(scaleByAdam({ beta1: 1 - hp.one_minus_beta1, beta2, eps, nesterov }), hp.weight_decay, {
        delta,
        decayRatio,
        eps,
      }),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    );
  },
});
