import { addDecayedWeights, chain, defineSubmission, scaleByLearningRate, warmupCosine } from "steepest";

/**
 * Stochastic gradient descent: g ← ∇f(p) + λp, p ← p − ηg.
 *
 * `lr` is η (peak of the schedule), `weight_decay` λ (coupled L2), `warmup_factor` the fraction of the run spent on linear warmup
 * before the cosine decay; without it η is constant. Robbins & Monro 1951.
 */
export default defineSubmission({
  name: "sgd",
  ruleset: "external",
  description: "Stochastic gradient descent with linear warmup and cosine decay",
  paper: "https://doi.org/10.1214/aoms/1177729586",
  stateBytesPerParameter: 0,
  hyperparameters: {
    lr: { min: 1e-2, max: 1, scaling: "log" },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (hp) =>
    chain(
      addDecayedWeights(hp.weight_decay),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    ),
});
