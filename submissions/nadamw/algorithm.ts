import { addDecayedWeights, chain, scaleByLearningRate, scaleByNadam, warmupCosine } from "steepest";

type Point = Readonly<
  Record<"lr" | "one_minus_beta1" | "beta2" | "eps" | "weight_decay" | "warmup_factor", number>
>;

/**
 * NadamW: AdamW with Nesterov's look-ahead on the first moment.
 * m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², m̂ = (β₁m + (1−β₁)g)/(1−β₁ᵏ), v̂ = v/(1−β₂ᵏ), p ← p − η(m̂/(√v̂ + ε) + λp).
 *
 * `lr` is η (peak of the schedule), `one_minus_beta1` 1 − β₁, `beta2` β₂, `eps` ε, `weight_decay` λ, `warmup_factor` the fraction of
 * the run spent on linear warmup before the cosine decay; without it η is constant.
 * Dozat 2016; AlgoPerf's target-setting NadamW (arXiv 2306.07179).
 */
export const nadamw = (hp: Point) =>
  chain(
    scaleByNadam({ beta1: 1 - hp.one_minus_beta1, beta2: hp.beta2, eps: hp.eps }),
    addDecayedWeights(hp.weight_decay),
    scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
  );
