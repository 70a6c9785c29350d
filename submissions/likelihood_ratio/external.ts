import {
  add,
  addScaled,
  defineSubmission,
  div,
  ema,
  mul,
  type Scalar,
  sqrt,
  square,
  sub,
  type Tree,
  type UpdateContext,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";

interface State {
  readonly m: Tree;
  readonly v: Tree;
  /** Average loss of earlier steps: subtracting it changes no expectation. Of noise on weights alone. */
  readonly baseline: Scalar | null;
}

interface Estimate {
  readonly gradient: Tree;
  readonly modelState: Tree;
  readonly baseline: Scalar | null;
}

/** Noise on what layers give: one forward pass. */
function byOutputs(ctx: UpdateContext<State, unknown>, outputNoise: number): Estimate {
  const { grads, modelState } = ctx.lossAndGrad(ctx.params, ctx.batch, { outputNoise });
  return { gradient: grads, modelState, baseline: null };
}

/** Noise on the weights, where layers take none: g = (f(p + σz) − f̄)z/σ with z ~ N(0, I), the mean of `draws` forward passes, and f̄ after the step. */
function byWeights(
  ctx: UpdateContext<State, unknown>,
  { sigma, draws, decay }: { readonly sigma: number; readonly draws: number; readonly decay: number },
): Estimate {
  const noises = Array.from({ length: draws }, () => ctx.rng.normal(ctx.params));
  const passes = noises.map((z) => ctx.forward(addScaled(ctx.params, z, sigma), ctx.batch));
  const mean = mul(
    passes.map(({ loss }) => loss).reduce((sum, loss) => add(sum, loss)),
    1 / draws,
  );
  // The first step has no past; with more than one draw the others' mean would do, with one it is the loss at p.
  const baseline = ctx.state.baseline ?? ctx.loss(ctx.params, ctx.batch);
  const gradient = noises.reduce(
    (sum, z, i) => add(sum, mul(z, mul(sub(passes[i]?.loss ?? 0, baseline), 1 / (sigma * draws)))),
    zerosLike(ctx.params),
  );
  return {
    gradient,
    modelState: passes.at(-1)?.modelState ?? ctx.modelState,
    baseline: ema(baseline, mean, decay),
  };
}

/** Adam's step, or, where β₂ is 0, that of SGD with momentum. */
function step({ m, v }: State, gradient: Tree, [mu, beta2]: readonly [number, number], k: number) {
  if (beta2 === 0) {
    const buffer = addScaled(gradient, m, mu);
    return { direction: buffer, m: buffer, v };
  }
  const after = { m: ema(m, gradient, mu), v: ema(v, square(gradient), beta2) };
  const root = sqrt(mul(after.v, 1 / (1 - beta2 ** k)));
  return { ...after, direction: div(mul(after.m, 1 / (1 - mu ** k)), add(root, 1e-8)) };
}

const defaults = { momentum: 0.9, beta2: 0.99, sigma: 0.01, draws: 32, baseline_decay: 0.5 };

/**
 * Likelihood-ratio gradient: one forward pass and no backward one. With noise σε on what every layer gives, h̃ = h + σε, the gradient of the smoothed loss by a layer's weights is
 * E[(f − f̄) ε/σ · ∂h], h a function of that layer's weights alone and f̄ the mean loss of the batch's other examples; p ← p − η · Adam(g).
 *
 * `output_sigma` is σ, `lr` η (peak of the schedule), `momentum` and `beta2` Adam's decays (with a `beta2` of 0 it is SGD with momentum), `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is constant. Where a model's layers
 * take no noise (`ctx.noisesOutputs`), it is put on the weights: `sigma`, `draws` passes a step, and `baseline_decay` of an average of past losses. Running statistics are those of the last pass. Jiang et al. 2023, arXiv 2305.08960, equation 5.
 */
export default defineSubmission({
  name: "likelihood_ratio",
  ruleset: "external",
  description: "Likelihood-ratio gradients from one noisy forward pass, with Adam",
  paper: "arXiv 2305.08960",
  stateBytesPerParameter: 8,
  hyperparameters: {
    output_sigma: { feasible_points: [0.5, 1, 2] },
    lr: { min: 3e-4, max: 3e-3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05] },
  },
  init: ({ params }): State => ({ m: zerosLike(params), v: zerosLike(params), baseline: null }),
  update(ctx) {
    const hp = withDefaults(ctx.hyperparameters, defaults);
    const { gradient, modelState, baseline } = ctx.noisesOutputs
      ? byOutputs(ctx, hp.output_sigma)
      : byWeights(ctx, { sigma: hp.sigma, draws: hp.draws, decay: hp.baseline_decay });
    const { direction, m, v } = step(ctx.state, gradient, [hp.momentum, hp.beta2], ctx.step);
    const rate = warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })(ctx);
    return {
      params: addScaled(ctx.params, direction, -rate),
      modelState,
      state: { m, v, baseline },
    };
  },
});
