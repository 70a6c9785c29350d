import {
  addDecayedWeights,
  chain,
  defineSubmission,
  ema,
  scaleByLearningRate,
  sign,
  type Transform,
  type Tree,
  warmupCosine,
  zerosLike,
} from "steepest";

/** m ← μm + (1−μ)g, update sign(m). */
const scaleBySign = (mu = 0.9): Transform<{ readonly m: Tree }> => ({
  init: (params) => ({ m: zerosLike(params) }),
  update(g, state) {
    const m = ema(state.m, g, mu);
    return { updates: sign(m), state: { m } };
  },
});

/**
 * signSGD with momentum (Signum): m ← μm + (1−μ)g, p ← p − η(sign(m) + λp); sign(0) = 0.
 *
 * `lr` is η (peak of the schedule; the paper's 1e-4), `momentum` μ (0.9; 0 is signSGD), `weight_decay` λ (decoupled, 0), `warmup_factor` the
 * fraction of the run spent on linear warmup before the cosine decay; without it η is constant.
 * Bernstein et al. 2018, arXiv 1802.04434, algorithm 2.
 */
export default defineSubmission({
  name: "signsgd",
  ruleset: "external",
  description: "signSGD with momentum and decoupled weight decay, linear warmup and cosine decay",
  paper: "arXiv 1802.04434",
  stateBytesPerParameter: 4,
  hyperparameters: {
    lr: { min: 5e-5, max: 5e-3, scaling: "log" },
    momentum: { feasible_points: [0, 0.9, 0.95, 0.98] },
    weight_decay: { min: 1e-3, max: 3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (hp) =>
    chain(
      scaleBySign(hp.momentum),
      addDecayedWeights(hp.weight_decay),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    ),
});
