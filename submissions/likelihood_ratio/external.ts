import {
  add,
  addScaled,
  defineSubmission,
  ema,
  mul,
  type Scalar,
  sub,
  type Tree,
  warmupCosine,
  zerosLike,
} from "steepest";

interface State {
  readonly buffer: Tree;
  /** Average loss of earlier steps: subtracting it changes no expectation. */
  readonly baseline: Scalar | null;
}

/**
 * Likelihood-ratio gradient: one forward pass a draw and no backward one. With z ~ N(0, I), g = (f(p + σz) − f̄)z/σ is an unbiased gradient of the
 * smoothed loss E f(p + σz); b ← μb + g, p ← p − ηb, f̄ an average of past losses.
 *
 * `sigma` is σ, `draws` how many are averaged in a step (the paper: 1), `lr` η (peak of the schedule), `momentum` μ, `baseline_decay` the decay of f̄,
 * `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is constant. Running statistics of
 * batch norm stay as they are: a loss alone does not update them. Jiang et al. 2023, arXiv 2305.08960 (noise on the weights).
 */
export default defineSubmission({
  name: "likelihood_ratio",
  ruleset: "external",
  description: "Likelihood-ratio gradients from forward passes alone, with SGD",
  paper: "arXiv 2305.08960",
  stateBytesPerParameter: 4,
  hyperparameters: {
    sigma: { feasible_points: [0.01, 0.03] },
    draws: { feasible_points: [32] },
    lr: { min: 5e-5, max: 2e-3, scaling: "log" },
    momentum: { feasible_points: [0.9] },
    baseline_decay: { feasible_points: [0.5] },
    warmup_factor: { feasible_points: [0.02, 0.05] },
  },
  init: (ctx): State => ({ buffer: zerosLike(ctx.params), baseline: null }),
  update(ctx) {
    const { sigma, draws, lr, momentum, baseline_decay, warmup_factor: warmupFactor } = ctx.hyperparameters;
    const noises = Array.from({ length: draws }, () => ctx.rng.normal(ctx.params));
    const losses = noises.map((z) => ctx.loss(addScaled(ctx.params, z, sigma), ctx.batch));
    const mean = mul(
      losses.reduce((sum, loss) => add(sum, loss)),
      1 / draws,
    );
    // The first step has no past; with more than one draw the others' mean would do, with one it is the loss at p.
    const baseline = ctx.state.baseline ?? ctx.loss(ctx.params, ctx.batch);
    const gradient = noises.reduce(
      (sum, z, i) => add(sum, mul(z, mul(sub(losses[i] ?? 0, baseline), 1 / (sigma * draws)))),
      zerosLike(ctx.params),
    );
    const buffer = addScaled(gradient, ctx.state.buffer, momentum);
    const rate = warmupCosine({ peak: lr, warmupFactor })(ctx);
    return {
      params: addScaled(ctx.params, buffer, -rate),
      state: { buffer, baseline: ema(baseline, mean, baseline_decay) },
    };
  },
});
