import {
  add,
  addScaled,
  defineSubmission,
  ema,
  mul,
  type Scalar,
  sub,
  type Tree,
  type UpdateContext,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";

interface State {
  readonly buffer: Tree;
  /** Average loss of earlier steps: subtracting it changes no expectation. Of noise on weights alone. */
  readonly baseline: Scalar | null;
}

/** Noise on the weights, where layers take none: g = (f(p + σz) − f̄)z/σ with z ~ N(0, I), the mean of `draws` forward passes, and f̄ after the step. */
function byWeights(
  ctx: UpdateContext<State, unknown>,
  { sigma, draws, decay }: { readonly sigma: number; readonly draws: number; readonly decay: number },
) {
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
  return { gradient, baseline: ema(baseline, mean, decay) };
}

/**
 * Likelihood-ratio gradient: one forward pass and no backward one. With noise σε on what every layer gives, h̃ = h + σε, the gradient of the smoothed loss by a layer's weights is
 * E[(f − f̄) ε/σ · xᵀ], x the layer's input and f̄ the mean loss of the batch's other examples; b ← μb + g, p ← p − ηb.
 *
 * `output_sigma` is σ, `lr` η (peak of the schedule), `momentum` μ, `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is constant. Where a model's layers
 * take no noise (norms, embeddings: `ctx.noisesOutputs`), it is put on the weights: `sigma`, `draws` passes a step, and `baseline_decay` of an average of past losses. Running statistics of batch norm then stay as they are: a loss alone does not update them. Jiang et al. 2023, arXiv 2305.08960, equation 5.
 */
export default defineSubmission({
  name: "likelihood_ratio",
  ruleset: "external",
  description: "Likelihood-ratio gradients from one noisy forward pass, with SGD",
  paper: "arXiv 2305.08960",
  stateBytesPerParameter: 4,
  hyperparameters: {
    output_sigma: { feasible_points: [0.5, 1, 2] },
    lr: { min: 3e-4, max: 2e-3, scaling: "log" },
    momentum: { feasible_points: [0.9] },
    warmup_factor: { feasible_points: [0.02, 0.05] },
  },
  init: (ctx): State => ({ buffer: zerosLike(ctx.params), baseline: null }),
  update(ctx) {
    const hp = withDefaults(ctx.hyperparameters, {
      sigma: 0.01,
      draws: 32,
      baseline_decay: 0.5,
    });
    const { gradient, baseline } = ctx.noisesOutputs
      ? {
          gradient: ctx.lossAndGrad(ctx.params, ctx.batch, { outputNoise: hp.output_sigma }).grads,
          baseline: null,
        }
      : byWeights(ctx, { sigma: hp.sigma, draws: hp.draws, decay: hp.baseline_decay });
    const buffer = addScaled(gradient, ctx.state.buffer, hp.momentum);
    const rate = warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })(ctx);
    return {
      params: addScaled(ctx.params, buffer, -rate),
      state: { buffer, baseline },
    };
  },
});
