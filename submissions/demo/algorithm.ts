import {
  abs,
  add,
  addDecayedWeights,
  asMatrices,
  blockCosines,
  chain,
  largest,
  mul,
  reshapeLike,
  type Schedule,
  scaleByLearningRate,
  sign,
  sub,
  type Transform,
  type Tree,
  warmupCosine,
  zerosLike,
} from "steepest";

type Point = Readonly<
  Record<
    | ("lr" | "compression_decay" | "compression_topk" | "compression_chunk")
    | ("weight_decay" | "warmup_factor"),
    number
  >
>;

/**
 * Algorithm 1 of the paper with one worker: Δ ← βΔ + ηg; q ← the strongest cosine coefficients of each block of Δ, transformed back;
 * Δ ← Δ − q; update sign(q). A filter is taken as the matrix [height · width · in, out].
 */
const decoupledMomentum = (rate: Schedule, hp: Point): Transform<{ readonly delta: Tree }> => ({
  init: (params) => ({ delta: zerosLike(params) }),
  update(g, state, ctx) {
    const delta = add(mul(state.delta, hp.compression_decay), mul(g, rate(ctx)));
    const matrices = asMatrices(delta);
    const cosines = blockCosines(matrices, hp.compression_chunk);
    const coefficients = cosines.forward(matrices);
    const kept = mul(coefficients, largest(abs(coefficients), hp.compression_topk));
    const fast = reshapeLike(cosines.inverse(kept), g);
    return { updates: sign(fast), state: { delta: sub(delta, fast) } };
  },
});

/**
 * DeMo: sign steps along the strongest cosine coefficients of the momentum, which then leave it. Δ ← βΔ + ηg,
 * q ← DCT⁻¹(top-k of DCT(Δ)) block by block, Δ ← Δ − q, p ← p − η(sign(q) + λp). One worker: nothing is exchanged.
 *
 * `lr` is η (peak of the schedule), `compression_decay` β, `compression_topk` k, `compression_chunk` the longest side of a block (the largest
 * divisor of a side up to it), `weight_decay` λ; `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay;
 * without it η is constant. Peng et al. 2024, arXiv 2411.19870.
 */
export function demo(hp: Point) {
  const rate = warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor });
  return chain(decoupledMomentum(rate, hp), addDecayedWeights(hp.weight_decay), scaleByLearningRate(rate));
}
