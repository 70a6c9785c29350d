import {
  addDecayedWeights,
  chain,
  defineSubmission,
  linearDecay,
  refinedSchedule,
  scaleByAdam,
  scaleByLearningRate,
} from "steepest";

/**
 * ℓ₁ norms of gradients over an earlier run on one's own workload, for the *refined* schedule; constant ones give linear decay. To refine: print them in a
 * run (`globalSum(abs(grads))`), put them here.
 */
const norms: readonly number[] = [];

/**
 * AdamW with linear decay: ηₖ = η(1 − k/T) after a linear warmup; with gradient norms Gₖ of an earlier run the refined schedule
 * ηₖ ∝ Gₖ⁻¹·Σ Gₚ⁻¹ over the later p instead.
 *
 * `lr` is η, `one_minus_beta1` 1 − β₁, `beta2` β₂, `eps` ε, `weight_decay` λ, `warmup_factor` the fraction of the run spent on linear warmup.
 * Defazio, Cutkosky, Mehta & Mishchenko 2023, arXiv 2310.07831.
 */
export default defineSubmission({
  name: "linear_decay_adamw",
  ruleset: "external",
  description: "AdamW with linear warmup and linear (or refined) decay",
  paper: "arXiv 2310.07831",
  stateBytesPerParameter: 8,
  hyperparameters: {
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.99, 0.999] },
    eps: { feasible_points: [1e-8] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (hp) =>
    chain(
      scaleByAdam({ beta1: 1 - hp.one_minus_beta1, beta2: hp.beta2, eps: hp.eps }),
      addDecayedWeights(hp.weight_decay),
      scaleByLearningRate(
        norms.length > 0
          ? refinedSchedule({ peak: hp.lr, norms, power: 1 })
          : linearDecay({ peak: hp.lr, warmupFactor: hp.warmup_factor }),
      ),
    ),
});
