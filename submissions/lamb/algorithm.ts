import {
  addDecayedWeights,
  chain,
  scaleByAdam,
  scaleByLearningRate,
  scaleByTrustRatio,
  warmupCosine,
} from "steepest";

type Point = Readonly<
  Record<"lr" | "one_minus_beta1" | "beta2" | "eps" | "weight_decay" | "warmup_factor", number>
>;

/**
 * LAMB: AdamW's update, every layer scaled to the length of its parameters.
 * u = m̂/(√v̂ + ε) + λp, p ← p − η‖p‖/‖u‖ · u with norms per tensor (ratio 1 where either is 0); m̂ and v̂ as Adam's, bias-corrected.
 *
 * `lr` is η (peak of the schedule; the paper's BERT 1e-3 to 1e-2), `one_minus_beta1` 1 − β₁ (0.1), `beta2` β₂ (0.999), `eps` ε (1e-6),
 * `weight_decay` λ (1e-2), `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is
 * constant. Decay and ratio apply to every tensor.
 * You et al. 2020, arXiv 1904.00962, algorithm 2.
 */
export const lamb = (hp: Point) =>
  chain(
    scaleByAdam({ beta1: 1 - hp.one_minus_beta1, beta2: hp.beta2, eps: hp.eps }),
    addDecayedWeights(hp.weight_decay),
    scaleByTrustRatio(),
    scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
  );
