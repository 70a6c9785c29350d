import {
  abs,
  add,
  addDecayedWeights,
  asMatrices,
  blockCosines,
  chain,
  div,
  equal,
  largest,
  maximum,
  mul,
  reshapeLike,
  type Schedule,
  scaleByLearningRate,
  send,
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

/**
 * Workers with a batch and a momentum of their own each. Of every coefficient the mean over those workers that send it, as the authors' `batch_decompress` takes it; 0 where none does. One that is
 * exactly 0 counts as not sent.
 */
const meanOfSenders = (
  count: number,
  message: ReturnType<typeof strongestCosines>,
): Transform<ReturnType<typeof message.init>[]> => ({
  init(params) {
    // Says how many there are.
    workers(count).init(params);
    return Array.from({ length: count }, () => message.init(params));
  },
  update(g, states, ctx) {
    const sent = ctx.sideBySide(
      count,
      (worker) => {
        const gradient = worker === 0 ? g : ctx.lossAndGrad(ctx.params, ctx.next()).grads;
        const made = message.update(gradient, states[worker] as (typeof states)[number], ctx);
        return { state: made.state, arrived: send(made.updates, { encoding: "sparse" }) };
      },
      { given: true },
    );
    const total = (of: (arrived: Tree) => Tree) =>
      sent.map(({ arrived }) => of(arrived)).reduce((all, one) => add(all, one));
    const senders = total((arrived) => sub(1, equal(arrived, 0)));
    const mean = div(
      total((arrived) => arrived),
      maximum(senders, 1),
    );
    return { updates: mean, state: sent.map(({ state }) => state) };
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
 * On each worker Δ ← βΔ + ηg, q ← top-k of DCT(Δ) block by block, Δ ← Δ − DCT⁻¹(q); q̄ of each coefficient the mean over the workers that send it, p ← p − η(sign(DCT⁻¹(q̄)) + λp).
 *
 * `workers` is their number, each with a batch of its own (1), `lr` η (peak of the schedule), `compression_decay` β, `compression_topk` k, `compression_chunk` the longest side of a block (the largest
 * divisor of a side up to it), `weight_decay` λ; `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay;
 * without it η is constant. A coefficient takes 8 bytes on the way, with its place. Peng et al. 2024, arXiv 2411.19870.
 */
export function demo(point: Point) {
  const hp = withDefaults(point, { workers: 1 });
  const rate = warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor });
  return chain(
    meanOfSenders(hp.workers, strongestCosines(rate, hp)),
    signOfCosines(hp.compression_chunk),
    addDecayedWeights(hp.weight_decay),
    scaleByLearningRate(rate),
  );
}
