import {
  chain,
  defineSubmission,
  type LeafInfo,
  masked,
  roundStochastically,
  scaleByAdam,
  scaleByLearningRate,
  scaleByQGalore,
  warmupCosine,
} from "steepest";

const isMatrix = ({ shape }: LeafInfo) => shape.length >= 2;

/**
 * Q-GaLore: GaLore with 4-bit projectors, 8-bit moments and 8-bit weights. P₄ ← quant(the r leading singular vectors of G's shorter side), R = PᵀG,
 * m ← β₁m₈ + (1−β₁)R, v ← β₂v₈ + (1−β₂)R², p ← SR₈(p − η·α√(1−β₂ᵏ)/(1−β₁ᵏ)·P m/(√v + ε)); a leaf whose projector repeats doubles its gap; Adam on vectors.
 *
 * `lr` is η (peak of the schedule), `beta1`, `beta2`, `eps` β₁, β₂, ε, `rank` r, `update_proj_gap` the first steps between two projectors, `scale` α,
 * `cos_threshold` the mean |cosine| from which a projector counts as repeated, `queue_size` how often before the gap doubles, `weight_bits` bits of the
 * weights (32: not rounded), `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is constant.
 * Weights stay in float32 on the host, with 8-bit values. Zhang et al. 2024, arXiv 2407.08296.
 */
export default defineSubmission({
  name: "q_galore",
  ruleset: "external",
  description: "GaLore with 4-bit projectors, 8-bit moments and stochastically rounded 8-bit weights",
  paper: "arXiv 2407.08296",
  stateBytesPerParameter: 3.5,
  hyperparameters: {
    lr: { min: 1e-3, max: 5e-2, scaling: "log" },
    beta1: { feasible_points: [0.9] },
    beta2: { feasible_points: [0.99, 0.999] },
    eps: { feasible_points: [1e-6] },
    rank: { feasible_points: [16, 32] },
    update_proj_gap: { feasible_points: [50, 200] },
    scale: { feasible_points: [0.25, 1] },
    cos_threshold: { feasible_points: [0.4] },
    queue_size: { feasible_points: [2] },
    weight_bits: { feasible_points: [8] },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer(hp) {
    const rate = scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor }));
    const matrices = scaleByQGalore({
      ...hp,
      gap: hp.update_proj_gap,
      threshold: hp.cos_threshold,
      patience: hp.queue_size,
    });
    const rounding = hp.weight_bits < 24 ? [roundStochastically({ bits: hp.weight_bits })] : [];
    return chain(
      masked(chain(matrices, rate, ...rounding), isMatrix),
      masked(chain(scaleByAdam(hp), rate), (leaf) => !isMatrix(leaf)),
    );
  },
});
