import {
  chain,
  decayNewWeights,
  defineSubmission,
  scaleByGalore,
  scaleByLearningRate,
  warmupCosine,
} from "steepest";

/**
 * GaLore: AdamW on a low-rank projection of the gradient. Every T steps P ← the r leading singular vectors of G's shorter side; R = PᵀG,
 * m ← β₁m + (1−β₁)R, v ← β₂v + (1−β₂)R², N = m/(√v + ε), p ← p − η√(1−β₂ᵏ)/(1−β₁ᵏ)·αPN, p ← p − ηλp; vectors take AdamW.
 *
 * `lr` is η (peak of the schedule), `beta1`, `beta2` and `eps` β₁, β₂ and ε, `correct_bias` the factor with powers of β, `weight_decay` λ,
 * `rank` r, `update_proj_gap` T (steps), `scale` α, `proj_type` the projected side (`std` the shorter, `reverse_std` the longer, `right` in,
 * `left` out, `full` both); filters count as matrices [height · width · in, out]; `warmup_factor` the fraction of the run spent on linear warmup
 * before the cosine decay; without it η is constant. Zhao et al. 2024, arXiv 2403.03507.
 */
export default defineSubmission({
  name: "galore",
  ruleset: "external",
  description: "AdamW with gradients projected to low rank, linear warmup and cosine decay",
  paper: "arXiv 2403.03507",
  stateBytesPerParameter: 10.4,
  hyperparameters: {
    lr: { min: 1e-3, max: 5e-2, scaling: "log" },
    beta1: { feasible_points: [0.9] },
    beta2: { feasible_points: [0.99, 0.999] },
    eps: { feasible_points: [1e-6] },
    correct_bias: { feasible_points: [true] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    rank: { feasible_points: [16, 32] },
    update_proj_gap: { feasible_points: [50, 200] },
    scale: { feasible_points: [0.25, 1] },
    proj_type: { feasible_points: ["std"] },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (hp) => {
    const rate = warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor });
    const adam = scaleByGalore({
      beta1: hp.beta1,
      beta2: hp.beta2,
      eps: hp.eps,
      biasCorrection: hp.correct_bias,
      rank: hp.rank,
      gap: hp.update_proj_gap,
      scale: hp.scale,
      projection: hp.proj_type,
    });
    return chain(adam, scaleByLearningRate(rate), decayNewWeights(hp.weight_decay, rate));
  },
});
