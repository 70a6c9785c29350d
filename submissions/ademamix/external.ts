import {
  add,
  addDecayedWeights,
  addScaled,
  chain,
  defineSubmission,
  div,
  ema,
  mul,
  scaleByLearningRate,
  sqrt,
  square,
  type Transform,
  type Tree,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";

interface MixOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly beta3: number;
  readonly alpha: number;
  readonly eps: number;
  /** Steps; undefined: none. */
  readonly alphaWarmup: number | undefined;
  readonly beta3Warmup: number | undefined;
}

interface MixState {
  readonly fast: Tree;
  readonly slow: Tree;
  readonly v: Tree;
}

/** β₃ warmed up from β₁ so that the half-life of the slow average grows linearly in k. */
function warmedBeta3(k: number, { beta1, beta3, beta3Warmup }: MixOptions): number {
  if (beta3Warmup === undefined || k >= beta3Warmup) return beta3;
  const halfLife = (beta: number) => Math.log(0.5) / Math.log(beta + 1e-8) - 1;
  const done = k / beta3Warmup;
  return 0.5 ** (1 / ((1 - done) * halfLife(beta1) + done * halfLife(beta3) + 1));
}

/** (m̂₁ + α m₂) / (√v̂ + ε) with a fast and a slow average of the gradient. */
const scaleByAdemamix = (options: MixOptions): Transform<MixState> => ({
  init(params) {
    const zeros = zerosLike(params);
    return { fast: zeros, slow: zeros, v: zeros };
  },
  update(g, state, { step: k }) {
    const { beta1, beta2, alpha, eps, alphaWarmup } = options;
    const fast = ema(state.fast, g, beta1);
    const slow = ema(state.slow, g, warmedBeta3(k, options));
    const v = ema(state.v, square(g), beta2);
    const warmed = alphaWarmup === undefined ? alpha : alpha * Math.min(1, k / alphaWarmup);
    const mixed = addScaled(mul(fast, 1 / (1 - beta1 ** k)), slow, warmed);
    const c = Math.sqrt(1 - beta2 ** k);
    return { updates: mul(div(mixed, add(sqrt(v), eps * c)), c), state: { fast, slow, v } };
  },
});

/**
 * AdEMAMix: AdamW with a second, slow average of the gradient.
 * m₁ ← β₁m₁ + (1−β₁)g, m₂ ← β₃₍ₖ₎m₂ + (1−β₃₍ₖ₎)g, v ← β₂v + (1−β₂)g², p ← p − η((m̂₁ + α₍ₖ₎m₂)/(√v̂ + ε) + λp); m₂ is not bias-corrected.
 *
 * `lr` is η (peak of the schedule; default 1e-3), `one_minus_beta1` 1 − β₁ (0.1), `beta2` β₂ (0.999), `beta3` β₃ (0.9999), `alpha` α (8),
 * `alpha_warmup` and `beta3_warmup` steps over which α grows from 0 and β₃ from β₁ (the whole run; left out: none), `eps` ε (1e-8),
 * `weight_decay` λ (0), `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is constant.
 * Pagliardini, Ablin & Grangier 2024, arXiv 2409.03137, algorithm 1.
 */
export default defineSubmission({
  name: "ademamix",
  ruleset: "external",
  description: "AdEMAMix with decoupled weight decay, linear warmup and cosine decay",
  paper: "arXiv 2409.03137",
  stateBytesPerParameter: 12,
  hyperparameters: {
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.99, 0.999] },
    beta3: { feasible_points: [0.99, 0.999, 0.9999] },
    alpha: { feasible_points: [2, 4, 8] },
    alpha_warmup: { feasible_points: [100, 1000] },
    beta3_warmup: { feasible_points: [100, 1000] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer(point) {
    const hp = withDefaults(point, { eps: 1e-8 });
    return chain(
      scaleByAdemamix({
        beta1: 1 - hp.one_minus_beta1,
        beta2: hp.beta2,
        beta3: hp.beta3,
        alpha: hp.alpha,
        eps: hp.eps,
        alphaWarmup: hp.alpha_warmup,
        beta3Warmup: hp.beta3_warmup,
      }),
      addDecayedWeights(hp.weight_decay),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    );
  },
});
