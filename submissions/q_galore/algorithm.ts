import {
  type AsyncTransform,
  abs,
  add,
  asMatrices,
  blockwiseQuantization,
  chain,
  clip,
  div,
  ema,
  floor,
  fourBitQuantization,
  fromLeaves,
  fromRows,
  globalMean,
  leavesOf,
  masked,
  matmul,
  matrixUpTo,
  maxAxis,
  maximum,
  mul,
  packBytes,
  type QuantizedTree,
  readNumber,
  reshapeLike,
  scaleByAdam,
  scaleByLearningRate,
  slice,
  sqrt,
  square,
  sub,
  sumAxis,
  svd,
  type Transform,
  type Tree,
  toRows,
  transpose,
  unpackBytes,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";

type Point = Readonly<
  Record<
    | ("lr" | "beta1" | "beta2" | "eps" | "rank" | "update_proj_gap" | "scale")
    | ("cos_threshold" | "queue_size" | "weight_bits" | "warmup_factor"),
    number
  >
>;
const defaults = { beta1: 0.9, eps: 1e-6, cos_threshold: 0.4, queue_size: 2, weight_bits: 8 };

interface LayerState {
  /** P, [shorter side, rank]. */
  readonly base: QuantizedTree | null;
  readonly m: QuantizedTree;
  readonly v: QuantizedTree;
  /** Step of the next projector. */
  readonly due: number;
  readonly gap: number;
  readonly same: number;
}

const basis = fourBitQuantization({ blockSize: 256 });
const signed = blockwiseQuantization({ signed: true, blockSize: 256 });
const unsigned = blockwiseQuantization({ signed: false, blockSize: 256 });

/** Those that are projected: `svd` takes no longer sides, and look-up tables are not among what the authors project. */
const isProjected = matrixUpTo(2048);
const isWide = (matrix: Tree): boolean => {
  const [rows = 1, columns = 1] = matrix.leaves[0]?.shape ?? [];
  return rows <= columns;
};

/** Algorithm 1 of the paper, of leaves that count as matrices, without the rounding of weights. */
function quantizedLowRank(hp: Point): AsyncTransform<readonly LayerState[]> {
  const { beta1, beta2, eps, rank, update_proj_gap: gap, scale } = hp;
  const { cos_threshold: threshold, queue_size: patience } = hp;
  const sideOf = (matrix: Tree) => Math.min(rank, ...(matrix.leaves[0]?.shape ?? []));
  /** A tree in the shape of the leaf's projector, and one in that of its projected gradient. */
  const projectorLike = (x: Tree) => slice(isWide(x) ? x : transpose(x), [0, 0], [-1, sideOf(x)]);
  const projectedLike = (x: Tree) => slice(x, [0, 0], isWide(x) ? [sideOf(x), -1] : [-1, sideOf(x)]);

  /** A projector whose columns have a mean |cosine| of the threshold with the last one's counts as the same: after a few, the gap doubles. */
  async function renewed(g: Tree, state: LayerState, step: number): Promise<LayerState> {
    const vectors = await svd(g);
    const base = slice(isWide(g) ? vectors.u : vectors.v, [0, 0], [-1, sideOf(g)]);
    if (!state.base) return { ...state, base: basis.quantize(base), due: step + state.gap };
    const before = basis.dequantize(state.base, projectorLike(g));
    const similarity = await readNumber(globalMean(abs(sumAxis(mul(before, base), 0))));
    const same = similarity >= threshold ? state.same + 1 : 0;
    const next = same >= patience ? { gap: 2 * state.gap, same: 0 } : { gap: state.gap, same };
    return { ...state, ...next, base: basis.quantize(base), due: step + next.gap };
  }

  return {
    init: (params) =>
      leavesOf(asMatrices(params)).map((leaf) => {
        const zeros = zerosLike(projectedLike(leaf));
        return { base: null, m: signed.quantize(zeros), v: unsigned.quantize(zeros), due: 1, gap, same: 0 };
      }),
    async update(g, states, { step: k }) {
      const correction = (scale * Math.sqrt(1 - beta2 ** k)) / (1 - beta1 ** k);
      const layers: LayerState[] = [];
      const updates: Tree[] = [];
      for (const [i, gradient] of leavesOf(asMatrices(g)).entries()) {
        const known = states[i] as LayerState;
        const layer = k >= known.due ? await renewed(gradient, known, k) : known;
        const p = basis.dequantize(layer.base as QuantizedTree, projectorLike(gradient));
        const wide = isWide(gradient);
        const low = wide ? matmul(p, gradient, { transposeLeft: true }) : matmul(gradient, p);
        const m = ema(signed.dequantize(layer.m, low), low, beta1);
        const v = ema(unsigned.dequantize(layer.v, low), square(low), beta2);
        const normed = mul(div(m, add(sqrt(v), eps)), correction);
        updates.push(wide ? matmul(p, normed) : matmul(normed, p, { transposeRight: true }));
        layers.push({ ...layer, m: signed.quantize(m), v: unsigned.quantize(v) });
      }
      return { updates: reshapeLike(fromLeaves(updates), g), state: layers };
    },
  };
}

interface HeldWeights {
  /** Codes 0 … 2·127 of the weights in rows of a block each, three to an element, and the grid s of each block; null before the first step. */
  readonly codes: Tree;
  readonly grid: Tree;
}

/** What such codes stand for. */
const weightsOf = ({ codes, grid }: HeldWeights, top: number, like: Tree, blockSize: number): Tree => {
  const rows = toRows(like, blockSize);
  return fromRows(mul(sub(unpackBytes(codes, rows), top), grid), like);
};

/**
 * Section 3.4 of the paper: weights are held as codes of so many bits with one grid for each block of elements, s·q, and a step leaves s·⌊p/s + u⌋ of them with u uniform
 * in [0, 1) and s the block's largest size over 2^(bits−1) − 1. Unbiased, so that updates below the grid add up in the mean. The codes are all that is kept: parameters are made of them.
 */
export const heldInBits = (bits: number, blockSize = 256): Transform<HeldWeights | null> => {
  const top = 2 ** (bits - 1) - 1;
  return {
    init: () => null,
    update(updates, held, { params, rng }) {
      const before = held ? weightsOf(held, top, params, blockSize) : params;
      const moved = toRows(add(before, updates), blockSize);
      const grid = mul(maximum(maxAxis(abs(moved), 1), 1e-30), 1 / top);
      const levels = clip(floor(add(div(moved, grid), rng.uniform(moved))), -top, top);
      const state = { codes: packBytes(add(levels, top)), grid };
      return { updates: sub(weightsOf(state, top, params, blockSize), params), state };
    },
  };
};

/**
 * Q-GaLore: GaLore with 4-bit projectors, 8-bit moments and 8-bit weights. P₄ ← quant(the r leading singular vectors of G's shorter side), R = PᵀG,
 * m ← β₁m₈ + (1−β₁)R, v ← β₂v₈ + (1−β₂)R², p ← SR₈(p − η·α√(1−β₂ᵏ)/(1−β₁ᵏ)·P m/(√v + ε)); a leaf whose projector repeats doubles its gap; Adam on vectors, look-up tables and
 * matrices with a side above 2048.
 *
 * `lr` is η (peak of the schedule), `beta1`, `beta2`, `eps` β₁ (0.9), β₂, ε (1e-6), `rank` r, `update_proj_gap` the first steps between two projectors, `scale` α,
 * `cos_threshold` the mean |cosine| from which a projector counts as repeated (0.4), `queue_size` how often before the gap doubles (2), `weight_bits` bits of the
 * weights (8, at most 8; 32: not rounded), `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is constant.
 * The 8-bit weights stand in the state, three to a float32; the parameters that the model computes with are what they stand for, in float32. Zhang et al. 2024, arXiv 2407.08296.
 */
export function qGalore(point: Omit<Point, keyof typeof defaults>) {
  const hp = withDefaults(point, defaults);
  const rate = scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor }));
  const rounding = hp.weight_bits <= 8 ? [heldInBits(hp.weight_bits)] : [];
  const adam = scaleByAdam({ beta1: hp.beta1, beta2: hp.beta2, eps: hp.eps });
  return chain(
    masked(chain(quantizedLowRank(hp), rate, ...rounding), isProjected),
    masked(chain(adam, rate), (leaf) => !isProjected(leaf)),
  );
}
