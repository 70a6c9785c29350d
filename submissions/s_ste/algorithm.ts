import {
  type AdamState,
  abs,
  add,
  addDecayedWeights,
  addScaled,
  asMatrices,
  chain,
  div,
  type LeafInfo,
  largest,
  leafSum,
  maxAxis,
  maximum,
  mul,
  multiTransform,
  reshapeLeaves,
  reshapeLike,
  scaleByAdam,
  scaleByLearningRate,
  sign,
  square,
  sub,
  type Transform,
  type Tree,
  transpose,
  type WithDefaults,
  warmupCosine,
  withDefaults,
} from "steepest";
import { formats, rounded } from "./fp8.ts";

type Point = Readonly<
  Record<"lr" | "one_minus_beta1" | "beta2" | "weight_decay" | "warmup_factor", number>
> & { readonly fp8: boolean };

const defaults = { eps: 1e-8 };

interface State {
  /** Dense weights, which are trained; null before the first step, in which the parameters are. */
  readonly latent: Tree | null;
  /** β of every tensor, set once. */
  readonly scale: Tree | null;
  readonly adam: AdamState;
}

/** Weights [in, out] as rows of four inputs of one output, and back. */
const fours = (w: Tree): Tree =>
  reshapeLeaves(transpose(asMatrices(w)), ({ shape: [m = 1, n = 1] }) => [(m * n) / 4, 4]);
const fromFours = (rows: Tree, like: Tree): Tree => {
  const matrices = transpose(asMatrices(like));
  return reshapeLike(transpose(reshapeLike(rows, matrices)), like);
};

/** S: of every four the two largest, drawn towards 0 by the size of the third. */
function softThreshold(w: Tree): Tree {
  const rows = fours(w);
  const sizes = abs(rows);
  const third = maxAxis(mul(sizes, sub(1, largest(sizes, 2))), -1);
  return fromFours(mul(sign(rows), maximum(sub(sizes, third), 0)), w);
}

const twoOfFour = (hp: WithDefaults<Point, typeof defaults>): Transform<State> => {
  const adam = scaleByAdam({ beta1: 1 - hp.one_minus_beta1, beta2: hp.beta2, eps: hp.eps });
  const rate = warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor });
  return {
    init: (params) => ({ latent: null, scale: null, adam: adam.init(params) }),
    update(g, state, ctx) {
      // The gradient at the sparse weights is taken for that of the dense ones.
      const direction = adam.update(hp.fp8 ? rounded(g, formats.e5m2) : g, state.adam, ctx);
      const before = state.latent ?? ctx.params;
      const latent = addScaled(before, add(direction.updates, mul(before, hp.weight_decay)), -rate(ctx));
      const sparse = softThreshold(latent);
      const scale = state.scale ?? div(leafSum(mul(latent, sparse)), add(leafSum(square(sparse)), 1e-30));
      const weights = mul(sparse, scale);
      return {
        updates: sub(hp.fp8 ? rounded(weights, formats.e3m4) : weights, ctx.params),
        state: { latent, scale, adam: direction.state },
      };
    },
  };
};

/**
 * S-STE: weights of which two of every four are 0, at every step and in evaluation, by a continuous pruning of dense latent weights.
 * S(a) of four: sign(a)·max(|a| − t, 0), t the third largest size; p = β·S(ã), β = ⟨ã, S(ã)⟩/‖S(ã)‖² set once, ã ← AdamW(ã, ∇f(p)) by the straight-through
 * estimator.
 *
 * `lr` is η (peak of the schedule), `one_minus_beta1` 1 − β₁, `beta2` β₂, `eps` ε (1e-8), `weight_decay` λ (of ã), `warmup_factor` the fraction of the run spent on linear
 * warmup before the cosine decay; without it η is constant. Hidden matrices and filters with a multiple of four inputs are sparse, four inputs of an output make a group;
 * the others are AdamW's. With `fp8` the weights p are numbers of e3m4 and their gradients of e5m2 (./fp8.ts), each times a scale of its tensor. In the paper activations and what goes backwards between layers are 8 bits, too, and
 * the gradient's product has a sparse estimate of least variance: both belong to the inside of the passes, which the model has.
 * Hu, Zhu & Chen 2024, arXiv 2409.09099, §4.
 */
export function sSte(point: Point) {
  const hp = withDefaults(point, defaults);
  const isSparse = ({ kind, shape }: LeafInfo) =>
    !["embedding", "positional", "output_weight"].includes(kind) &&
    shape.length > 1 &&
    shape.slice(0, -1).reduce((product, side) => product * side, 1) % 4 === 0;
  const rest = chain(
    scaleByAdam({ beta1: 1 - hp.one_minus_beta1, beta2: hp.beta2, eps: hp.eps }),
    addDecayedWeights(hp.weight_decay),
    scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
  );
  return multiTransform({ sparse: twoOfFour(hp), rest }, (leaf) => (isSparse(leaf) ? "sparse" : "rest"));
}
