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
  stateless,
  sub,
  type Transform,
  type Tree,
  warmupCosine,
  withDefaults,
  workers,
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
 * What a worker does in algorithm 1 of the paper: Δ ← βΔ + ηg; q ← the strongest cosine coefficients of each block of Δ, which it sends; Δ ← Δ − DCT⁻¹(q).
 * A filter is taken as the matrix [height · width · in, out].
 */
const strongestCosines = (rate: Schedule, hp: Point): Transform<{ readonly delta: Tree }> => ({
  init: (params) => ({ delta: zerosLike(params) }),
  update(g, state, ctx) {
    const delta = add(mul(state.delta, hp.compression_decay), mul(g, rate(ctx)));
    const matrices = asMatrices(delta);
    const cosines = blockCosines(matrices, hp.compression_chunk);
    const coefficients = cosines.forward(matrices);
    const kept = mul(coefficients, largest(abs(coefficients), hp.compression_topk));
    const fast = reshapeLike(cosines.inverse(kept), g);
    return { updates: reshapeLike(kept, g), state: { delta: sub(delta, fast) } };
  },
});

/** The sign of what the mean of all workers' coefficients is in the parameters' own space. */
const signOfCosines = (chunk: number) =>
  stateless((coefficients) => {
    const matrices = asMatrices(coefficients);
    return sign(reshapeLike(blockCosines(matrices, chunk).inverse(matrices), coefficients));
  });

/**
 * DeMo: workers whose momenta may part from one another send only the strongest cosine coefficients of them, which then leave the momentum; all step along the sign of the mean.
 * On each worker Δ ← βΔ + ηg, q ← top-k of DCT(Δ) block by block, Δ ← Δ − DCT⁻¹(q); q̄ the mean of what all send, p ← p − η(sign(DCT⁻¹(q̄)) + λp).
 *
 * `workers` is their number, each with a batch of its own (1), `lr` η (peak of the schedule), `compression_decay` β, `compression_topk` k, `compression_chunk` the longest side of a block (the largest
 * divisor of a side up to it), `weight_decay` λ; `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay;
 * without it η is constant. A coefficient takes 8 bytes on the way, with its place. Peng et al. 2024, arXiv 2411.19870.
 */
export function demo(point: Point) {
  const hp = withDefaults(point, { workers: 1 });
  const rate = warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor });
  return chain(
    workers(hp.workers, { message: strongestCosines(rate, hp), encoding: "sparse" }),
    signOfCosines(hp.compression_chunk),
    addDecayedWeights(hp.weight_decay),
    scaleByLearningRate(rate),
  );
}
