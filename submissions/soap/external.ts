import {
  chain,
  decayNewWeights,
  defineSubmission,
  scaleByLearningRate,
  scaleBySoap,
  warmupCosine,
} from "steepest";

/**
 * SOAP: Adam in the eigenbasis of Shampoo's factors. L ← βL + (1−β)GGᵀ, R likewise, G′ = QₗᵀGQᵣ, m ← β₁m + (1−β₁)G′,
 * v ← β₂v + (1−β₂)G′², p ← p − ηQₗ(m̂/(√v̂ + ε))Qᵣᵀ, p ← p − ηλp; every few steps Qₗ ← QR(LQₗ), Qᵣ ← QR(RQᵣ). The first gradient only
 * makes the bases.
 *
 * `lr` is η (peak of the schedule), `one_minus_beta1` 1 − β₁, `beta2` β₂, `shampoo_beta` β, `eps` ε, `weight_decay` λ,
 * `precondition_frequency` the steps between two refreshes, `max_precond_dim` the longest side with a basis, `precondition_1d` gives vectors
 * one, `normalize_grads` brings updates to unit root mean square, `correct_bias` the hats; `warmup_factor` the fraction of the run spent on
 * linear warmup before the cosine decay; without it η is constant. Vyas et al. 2024, arXiv 2409.11321.
 */
export default defineSubmission({
  name: "soap",
  ruleset: "external",
  description: "SOAP (Adam in Shampoo's eigenbasis), linear warmup and cosine decay",
  paper: "arXiv 2409.11321",
  stateBytesPerParameter: 24.9,
  hyperparameters: {
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.99] },
    shampoo_beta: { feasible_points: [0.95] },
    eps: { feasible_points: [1e-8] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    precondition_frequency: { feasible_points: [10, 20] },
    max_precond_dim: { feasible_points: [256] },
    precondition_1d: { feasible_points: [false] },
    normalize_grads: { feasible_points: [false] },
    correct_bias: { feasible_points: [true] },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (hp) => {
    const rate = warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor });
    const soap = scaleBySoap({
      beta1: 1 - hp.one_minus_beta1,
      beta2: hp.beta2,
      shampooBeta: hp.shampoo_beta,
      eps: hp.eps,
      frequency: hp.precondition_frequency,
      longestSide: hp.max_precond_dim,
      vectors: hp.precondition_1d,
      normalize: hp.normalize_grads,
      biasCorrection: hp.correct_bias,
    });
    return chain(soap, scaleByLearningRate(rate), decayNewWeights(hp.weight_decay, rate, 2));
  },
});
