import {
  add,
  addScaled,
  chain,
  clipByGlobalNorm,
  defineSubmission,
  div,
  ema,
  mul,
  type Schedule,
  sqrt,
  square,
  sub,
  type Transform,
  type Tree,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";

interface AdanOptions {
  readonly lr: Schedule;
  readonly beta1: number;
  readonly beta2: number;
  readonly beta3: number;
  readonly eps: number;
  readonly weightDecay: number;
  readonly noProx: boolean;
}

interface AdanState {
  readonly m: Tree;
  readonly difference: Tree;
  readonly n: Tree;
  readonly previous: Tree;
}

/** The whole step, with its learning rate: the proximal decay divides parameters and step alike. */
const adanStep = ({
  lr,
  beta1,
  beta2,
  beta3,
  eps,
  weightDecay,
  noProx,
}: AdanOptions): Transform<AdanState> => ({
  init(params) {
    const zeros = zerosLike(params);
    return { m: zeros, difference: zeros, n: zeros, previous: zeros };
  },
  update(g, state, ctx) {
    const { params, step: k } = ctx;
    const d = sub(g, k === 1 ? g : state.previous);
    const m = ema(state.m, g, beta1);
    const difference = ema(state.difference, d, beta2);
    const n = ema(state.n, square(addScaled(g, d, beta2)), beta3);
    // (m̂ + β₂v̂) / (√n̂ + ε), corrections outside the trees: √n̂ + ε = (√n + εc) / c with c = √(1 − β₃ᵏ).
    const c = Math.sqrt(1 - beta3 ** k);
    const eta = lr(ctx);
    const direction = addScaled(mul(m, c / (1 - beta1 ** k)), difference, (beta2 * c) / (1 - beta2 ** k));
    const step = div(direction, add(sqrt(n), eps * c));
    const updates = noProx
      ? mul(addScaled(step, params, weightDecay), -eta)
      : mul(addScaled(step, params, weightDecay), -eta / (1 + eta * weightDecay));
    return { updates, state: { m, difference, n, previous: g } };
  },
});

/**
 * Adan: Nesterov's momentum estimated from differences of gradients. With the code's βs (1 − the paper's):
 * m ← β₁m + (1−β₁)g, d = g − g₍ₖ₋₁₎, v ← β₂v + (1−β₂)d, n ← β₃n + (1−β₃)(g + β₂d)², p ← (p − η(m̂ + β₂v̂)/(√n̂ + ε)) / (1 + ηλ).
 *
 * `lr` is η (peak of the schedule; default 1e-3), `one_minus_beta1` 1 − β₁ (0.02), `one_minus_beta2` 1 − β₂ (0.08), `one_minus_beta3` 1 − β₃ (0.01),
 * `eps` ε (1e-8), `weight_decay` λ (0), `no_prox` decays by the factor 1 − ηλ before the step instead of dividing, `max_grad_norm` the limit on the
 * gradient's global norm (0: none), `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is
 * constant. The gradient before the first is the first.
 * Xie et al. 2022, arXiv 2208.06677, algorithm 1.
 */
export default defineSubmission({
  name: "adan",
  ruleset: "external",
  description: "Adan with proximal weight decay, linear warmup and cosine decay",
  paper: "arXiv 2208.06677",
  stateBytesPerParameter: 16,
  hyperparameters: {
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { feasible_points: [0.02, 0.04] },
    one_minus_beta2: { feasible_points: [0.08, 0.14] },
    one_minus_beta3: { feasible_points: [0.01, 0.03] },
    weight_decay: { min: 1e-3, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer(point) {
    const hp = withDefaults(point, { eps: 1e-8, max_grad_norm: 0, no_prox: false });
    const step = adanStep({
      lr: warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor }),
      beta1: 1 - hp.one_minus_beta1,
      beta2: 1 - hp.one_minus_beta2,
      beta3: 1 - hp.one_minus_beta3,
      eps: hp.eps,
      weightDecay: hp.weight_decay,
      noProx: hp.no_prox,
    });
    return hp.max_grad_norm > 0 ? chain(clipByGlobalNorm(hp.max_grad_norm), step) : step;
  },
});
