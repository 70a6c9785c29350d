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
 * Adam with coupled (L2) weight decay.
 * g ← ∇f(p) + λp, m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², p ← p − η · m/(1−β₁ᵏ) / (√(v/(1−β₂ᵏ)) + ε).
 *
 * `lr` is η (peak of the schedule; the paper's default 1e-3), `one_minus_beta1` 1 − β₁ (0.1), `beta2` β₂ (0.999), `eps` ε (1e-8),
 * `weight_decay` λ (0), `amsgrad` whether v never falls (see `amsgrad`), `warmup_factor` the fraction of the run spent on linear warmup
 * before the cosine decay; without it η is constant.
 * Kingma & Ba 2015, arXiv 1412.6980, algorithm 1.
 */
export function adam(point: Point) {
  const hp = withDefaults(point, { amsgrad: false });
  const moments = { beta1: 1 - hp.one_minus_beta1, beta2: hp.beta2, eps: hp.eps };
  return chain(
    addDecayedWeights(hp.weight_decay),
    hp.amsgrad ? scaleByAmsgrad(moments) : scaleByAdam(moments),
    scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
  );
}
