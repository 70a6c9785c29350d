import {
  addDecayedWeights,
  chain,
  ema,
  scaleByLearningRate,
  sign,
  type Transform,
  type Tree,
  warmupCosine,
  zerosLike,
} from "steepest";

type Point = Readonly<Record<"lr" | "one_minus_beta1" | "beta2" | "weight_decay" | "warmup_factor", number>>;

/** c ← β₁m + (1−β₁)g, update sign(c), m ← β₂m + (1−β₂)g. */
export const scaleByLion = (beta1: number, beta2: number): Transform<{ readonly m: Tree }> => ({
  init: (params) => ({ m: zerosLike(params) }),
  update: (g, { m }) => ({ updates: sign(ema(m, g, beta1)), state: { m: ema(m, g, beta2) } }),
});

/**
 * Lion: the sign of an interpolated momentum.
 * c ← β₁m + (1−β₁)g, p ← p − η(sign(c) + λp), m ← β₂m + (1−β₂)g; sign(0) = 0.
 *
 * `lr` is η (peak of the schedule; default 1e-4, three to ten times less than AdamW's), `one_minus_beta1` 1 − β₁ (0.1), `beta2` β₂ (0.99),
 * `weight_decay` λ (0; three to ten times AdamW's), `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay;
 * without it η is constant.
 * Chen et al. 2023, arXiv 2302.06675, algorithm 2.
 */
export const lion = (hp: Point) =>
  chain(
    scaleByLion(1 - hp.one_minus_beta1, hp.beta2),
    addDecayedWeights(hp.weight_decay),
    scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
  );
