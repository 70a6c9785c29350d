import {
  add,
  addDecayedWeights,
  asMatrices,
  chain,
  constant,
  div,
  ema,
  type LeafInfo,
  mapLeaves,
  matmul,
  mul,
  multiTransform,
  reshapeLike,
  scaleByAdam,
  scaleByLearningRate,
  sqrt,
  square,
  sub,
  sumAxis,
  type Transform,
  type Tree,
  type WithDefaults,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";

type Point = Readonly<
  Record<"rank" | "period" | "lr" | "one_minus_beta1" | "beta2" | "weight_decay" | "warmup_factor", number>
>;

const defaults = { ramp: 10, eps: 1e-8 };

/** One of the two factors with Adam's moments of it. */
interface Factor {
  readonly value: Tree;
  readonly m: Tree;
  readonly v: Tree;
}

interface State {
  /** [in, r], drawn at every restart, and [r, out], 0 at every restart: their product is in the parameters already. */
  readonly left: Factor;
  readonly right: Factor;
}

/** Zeros of shape [in, r], or [r, out]. */
const zeroFactors = (matrices: Tree, rank: number, axis: 0 | 1): Tree =>
  mapLeaves(matrices, (leaf) =>
    mul(zerosLike(sumAxis(leaf, axis)), constant(Array(rank).fill(1), axis === 1 ? [1, rank] : [rank, 1])),
  );
const fresh = (value: Tree): Factor => ({ value, m: zerosLike(value), v: zerosLike(value) });

/** Steps along the two factors of a low-rank change, which starts anew every `period` steps. */
const lowRank = (hp: WithDefaults<Point, typeof defaults>): Transform<State> => {
  const [beta1, beta2] = [1 - hp.one_minus_beta1, hp.beta2];
  const rate = warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor });
  const stepped = ({ value, m: oldM, v: oldV }: Factor, g: Tree, t: number, eta: number): Factor => {
    const m = ema(oldM, g, beta1);
    const v = ema(oldV, square(g), beta2);
    const root = add(sqrt(mul(v, 1 / (1 - beta2 ** t))), hp.eps);
    return { value: sub(value, mul(div(m, root), eta / (1 - beta1 ** t))), m, v };
  };
  return {
    init(params) {
      const matrices = asMatrices(params);
      return {
        left: fresh(zeroFactors(matrices, hp.rank, 1)),
        right: fresh(zeroFactors(matrices, hp.rank, 0)),
      };
    },
    update(g, state, ctx) {
      // Steps since the last restart, from 1.
      const t = ((ctx.step - 1) % hp.period) + 1;
      let { left, right } = state;
      if (t === 1) {
        left = fresh(mul(ctx.rng.normal(left.value), 1 / Math.sqrt(hp.rank)));
        right = fresh(zerosLike(right.value));
      }
      const eta = rate(ctx) * Math.min(1, t / Math.max(1, hp.ramp));
      const slope = asMatrices(g);
      const newLeft = stepped(left, matmul(slope, right.value, { transposeRight: true }), t, eta);
      const newRight = stepped(right, matmul(left.value, slope, { transposeLeft: true }), t, eta);
      const change = sub(matmul(newLeft.value, newRight.value), matmul(left.value, right.value));
      return { updates: reshapeLike(change, g), state: { left: newLeft, right: newRight } };
    },
  };
};

/**
 * ReLoRA: matrices learn by a change of low rank alone, which is merged into them and starts anew every T steps, so that changes add up to a high rank.
 * W + XY: X ← Adam(∇f·Yᵀ), Y ← Adam(Xᵀ·∇f); every T steps W ← W + XY, X normal of variance 1/r, Y = 0, moments 0, η from 0 again over `ramp` steps (10).
 *
 * `rank` is r, `period` T, `lr` η (peak of the schedule), `one_minus_beta1` 1 − β₁, `beta2` β₂, `eps` ε (1e-8), `weight_decay` λ (of the others), `warmup_factor` the
 * fraction of the run spent on linear warmup before the cosine decay; without it η is constant. Hidden matrices and filters whose sides are all longer than 2r
 * learn so, the others by AdamW. What falls is the state, to r(in + out) numbers: the gradient that is asked for is still that of W. No full-rank
 * warm start; all moments are dropped where the paper keeps a hundredth. Lialin et al. 2023, arXiv 2307.05695, algorithm 1.
 */
export function relora(point: Point) {
  const hp = withDefaults(point, defaults);
  const isLowRank = ({ kind, shape }: LeafInfo) =>
    !["embedding", "positional", "output_weight"].includes(kind) &&
    shape.length > 1 &&
    Math.min(
      shape.at(-1) ?? 0,
      shape.slice(0, -1).reduce((product, side) => product * side, 1),
    ) >
      2 * hp.rank;
  const rest = chain(
    scaleByAdam({ beta1: 1 - hp.one_minus_beta1, beta2: hp.beta2, eps: hp.eps }),
    addDecayedWeights(hp.weight_decay),
    scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
  );
  return multiTransform({ lowRank: lowRank(hp), rest }, (leaf) => (isLowRank(leaf) ? "lowRank" : "rest"));
}
