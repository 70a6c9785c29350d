import {
  addDecayedWeights,
  chain,
  defineSubmission,
  scaleByLearningRate,
  scaleByLion,
  warmupCosine,
} from "steepest";

/**
 * Lion: the sign of an interpolated momentum.
 * c ← β₁m + (1−β₁)g, p ← p − η(sign(c) + λp), m ← β₂m + (1−β₂)g; sign(0) = 0.
 *
 * `lr` is η (peak of the schedule; default 1e-4, three to ten times less than AdamW's), `one_minus_beta1` 1 − β₁ (0.1), `beta2` β₂ (0.99),
 * `weight_decay` λ (0; three to ten times AdamW's), `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay;
 * without it η is constant.
 * Chen et al. 2023, arXiv 2302.06675, algorithm 2.
 */
export default defineSubmission({
  name: "lion",
  ruleset: "external",
  description: "Lion with decoupled weight decay, linear warmup and cosine decay",
  paper: "arXiv 2302.06675",
  stateBytesPerParameter: 4,
  hyperparameters: {
    lr: { min: 5e-5, max: 5e-3, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.98, 0.99] },
    weight_decay: { min: 1e-3, max: 3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (hp) =>
    chain(
      scaleByLion({ beta1: 1 - hp.one_minus_beta1, beta2: hp.beta2 }),
      addDecayedWeights(hp.weight_decay),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    ),
});
