import {
  addDecayedWeights,
  chain,
  scaleByAdam,
  scaleByAmsgrad,
  scaleByLearningRate,
  warmupCosine,
  withDefaults,
} from "steepest";

type Point = Readonly<
  Record<"lr" | "one_minus_beta1" | "beta2" | "eps" | "weight_decay" | "warmup_factor", number>
>;

/**
 * AdamW: Adam with decoupled weight decay.
 * m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², m̂ = m/(1−β₁ᵏ), v̂ = v/(1−β₂ᵏ), p ← p − η(m̂/(√v̂ + ε) + λp).
 *
 * `lr` is η (peak of the schedule), `one_minus_beta1` 1 − β₁, `beta2` β₂, `eps` ε, `weight_decay` λ, `amsgrad` whether v never falls (see
 * `amsgrad`), `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is constant.
 * Loshchilov & Hutter 2019, arXiv 1711.05101.
 */
export function adamw(point: Point) {
  const hp = withDefaults(point, { amsgrad: false });
  const moments = { beta1: 1 - hp.one_minus_beta1, beta2: hp.beta2, eps: hp.eps };
  return chain(
    hp.amsgrad ? scaleByAmsgrad(moments) : scaleByAdam(moments),
    addDecayedWeights(hp.weight_decay),
    scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
  );
}
