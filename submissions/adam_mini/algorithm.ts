import {
  add,
  addDecayedWeights,
  asMatrices,
  chain,
  div,
  ema,
  type LeafInfo,
  leafMean,
  meanAxis,
  merge,
  mul,
  partition,
  reshapeLeaves,
  scaleByLearningRate,
  sqrt,
  square,
  type Transform,
  type Tree,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";

type Point = Readonly<Record<"lr" | "one_minus_beta1" | "beta2" | "weight_decay" | "warmup_factor", number>>;

interface State {
  readonly m: Tree;
  /** One number a block. */
  readonly v: Tree;
}

const isEmbedding = ({ kind }: LeafInfo) => kind === "embedding" || kind === "positional";
const isMatrix = ({ shape }: LeafInfo) => shape.length > 1;

/** The mean over each block of a tree, broadcast against it: a token's row, all weights of an output, a whole vector. */
function blockMeans(tree: Tree): Tree {
  const { selected: matrices, rest: vectors } = partition(tree, isMatrix);
  const { selected: tokens, rest: layers } = partition(matrices, isEmbedding);
  // [height, width, in, out] and [in, out] alike: all axes but the last are one.
  const outputs = reshapeLeaves(meanAxis(asMatrices(layers), 0), (_, i) => {
    const { shape } = layers.leaves[i] as LeafInfo;
    return shape.map((length, axis) => (axis === shape.length - 1 ? length : 1));
  });
  return merge(meanAxis(tokens, -1), outputs, leafMean(vectors));
}

/** m ← β₁m + (1−β₁)g; for each block v ← β₂v + (1−β₂)·mean(g²); update m̂/(√v̂ + ε). */
const scaleByAdamMini = (beta1: number, beta2: number, eps: number): Transform<State> => ({
  init: (params) => ({ m: zerosLike(params), v: zerosLike(blockMeans(params)) }),
  update(g, state, { step: k }) {
    const m = ema(state.m, g, beta1);
    const v = ema(state.v, blockMeans(square(g)), beta2);
    const root = add(sqrt(mul(v, 1 / (1 - beta2 ** k))), eps);
    return { updates: div(mul(m, 1 / (1 - beta1 ** k)), root), state: { m, v } };
  },
});

/**
 * Adam-mini: one second moment for each block of weights that the Hessian couples, not for each weight: half of Adam's state.
 * m ← β₁m + (1−β₁)g, v_b ← β₂v_b + (1−β₂)·mean over block b of g², p ← p − η(m̂/(√v̂_b + ε) + λp).
 *
 * Blocks are a token's row of an embedding, the weights of one output of a matrix or filter, and a whole vector. The paper takes queries and keys by the
 * head; how many heads there are is not told here, so they are taken by the output, which is finer. `lr` is η (peak of the schedule; as AdamW's),
 * `one_minus_beta1` 1 − β₁, `beta2` β₂, `eps` ε (1e-8), `weight_decay` λ, `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay;
 * without it η is constant. Zhang et al. 2024, arXiv 2406.16793, algorithms 1 and 3.
 */
export function adamMini(point: Point) {
  const hp = withDefaults(point, { eps: 1e-8 });
  return chain(
    scaleByAdamMini(1 - hp.one_minus_beta1, hp.beta2, hp.eps),
    addDecayedWeights(hp.weight_decay),
    scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
  );
}
