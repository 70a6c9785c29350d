import {
  addDecayedWeights,
  chain,
  momentum,
  scaleByLearningRate,
  warmupCosine,
  withDefaults,
} from "steepest";

type Point = Readonly<Record<"lr" | "weight_decay" | "warmup_factor", number>>;

/**
 * Stochastic gradient descent: g ← ∇f(p) + λp, p ← p − ηg.
 *
 * `lr` is η (peak of the schedule), `weight_decay` λ (coupled L2), `warmup_factor` the fraction of the run spent on linear warmup
 * before the cosine decay; without it η is constant. PyTorch's other options are heavy ball's and Nesterov's: `one_minus_momentum` 1 − μ (1: there is no
 * buffer), `dampening` τ in b ← μb + (1 − τ)g after the first step, where b = g (0), `nesterov` whether p moves by g + μb instead of b. Robbins & Monro 1951.
 */
export function sgd(point: Point) {
  const hp = withDefaults(point, { one_minus_momentum: 1, dampening: 0, nesterov: false });
  const { dampening, nesterov } = hp;
  const buffer = { momentum: 1 - hp.one_minus_momentum, dampening, nesterov };
  return chain(
    addDecayedWeights(hp.weight_decay),
    ...(buffer.momentum > 0 ? [momentum(buffer)] : []),
    scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
  );
}
