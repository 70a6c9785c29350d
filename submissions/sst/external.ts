import {
  type AsyncTransform,
  add,
  addDecayedWeights,
  asMatrices,
  chain,
  constant,
  defineSubmission,
  div,
  ema,
  fromLeaves,
  type LeafInfo,
  leavesOf,
  matmul,
  maximum,
  mul,
  multiTransform,
  normAxis,
  type Random,
  read,
  reshape,
  reshapeLike,
  scaleByAdam,
  scaleByLearningRate,
  sqrt,
  square,
  sub,
  sumAxis,
  svd,
  type Tree,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";

type Point = Readonly<
  Record<
    ("rank" | "period" | "lr" | "one_minus_beta1" | "beta2" | "eps") | ("weight_decay" | "warmup_factor"),
    number
  >
>;

/** A value with Adam's moments of it. */
interface Trained {
  readonly value: Tree;
  readonly m: Tree;
  readonly v: Tree;
}

interface LayerState {
  /** W = U·diag(s)·Vᵀ of a matrix [in, out]: [in, k], [1, k] and [out, k]. */
  readonly u: Tree;
  readonly v: Tree;
  readonly s: Trained;
  /** [k, r]: which r of the k directions turn in this round. */
  readonly chosen: Tree;
  /** Those directions, [in, r] and [out, r]. */
  readonly left: Trained;
  readonly right: Trained;
}

const fresh = (value: Tree): Trained => ({ value, m: zerosLike(value), v: zerosLike(value) });

/** So many different places, a larger weight likelier: one after the other, without putting back. */
function draw(weights: readonly number[], count: number, rng: Random): number[] {
  const left = weights.map((weight) => Math.max(weight, 1e-30));
  return Array.from({ length: Math.min(count, left.length) }, () => {
    let rest = rng.number() * left.reduce((sum, weight) => sum + weight, 0);
    // Where rounding leaves none, the last that is there.
    let place = left.findLastIndex((weight) => weight > 0);
    for (const [i, weight] of left.entries()) {
      rest -= weight;
      if (rest >= 0 || weight === 0) continue;
      place = i;
      break;
    }
    left[place] = 0;
    return place;
  });
}

/** A round begins: the weights' own singular vectors and values, the directions that may turn, no moments. */
async function begun(w: Tree, rank: number, rng: Random): Promise<LayerState> {
  const { u, s, v } = await svd(w);
  const [values = new Float32Array()] = await read(s);
  const [k, places] = [values.length, draw([...values], rank, rng)];
  const selection = Array.from({ length: k * places.length }, (_, i) =>
    places[i % places.length] === Math.floor(i / places.length) ? 1 : 0,
  );
  const chosen = constant(selection, [k, places.length]);
  return {
    ...{ u, v, chosen, s: fresh(reshape(s, [1, k])) },
    left: fresh(matmul(u, chosen)),
    right: fresh(matmul(v, chosen)),
  };
}

/** What of a slope turns unit columns: without its part along them. */
const tangent = (columns: Tree, slope: Tree): Tree =>
  sub(slope, mul(columns, sumAxis(mul(columns, slope), 0)));
const unit = (columns: Tree): Tree => div(columns, maximum(normAxis(columns, 0), 1e-30));

const spectral = (hp: Point): AsyncTransform<readonly LayerState[] | null> => {
  const [beta1, beta2] = [1 - hp.one_minus_beta1, hp.beta2];
  const rate = warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor });
  return {
    init: () => null,
    async update(g, states, ctx) {
      // Steps since the round began, from 1.
      const t = ((ctx.step - 1) % hp.period) + 1;
      const eta = rate(ctx);
      const stepped = (before: Trained, slope: Tree): Trained => {
        const m = ema(before.m, slope, beta1);
        const v = ema(before.v, square(slope), beta2);
        const root = add(sqrt(mul(v, 1 / (1 - beta2 ** t))), hp.eps);
        return { value: sub(before.value, mul(div(m, root), eta / (1 - beta1 ** t))), m, v };
      };
      const weights = leavesOf(asMatrices(ctx.params));
      const next: LayerState[] = [];
      const updates: Tree[] = [];
      for (const [i, slope] of leavesOf(asMatrices(g)).entries()) {
        const w = weights[i] as Tree;
        const known = states?.[i];
        const layer = t === 1 || !known ? await begun(w, hp.rank, ctx.rng) : known;
        // All singular values: uᵢᵀGvᵢ.
        const s = stepped(layer.s, sumAxis(mul(layer.u, matmul(slope, layer.v)), 0));
        // Chosen vectors by what the weights' gradient says of their direction, whatever their singular value: Gvᵢ and Gᵀuᵢ.
        const turn = (side: Trained, toward: Tree): Trained => {
          const moved = stepped(side, tangent(side.value, toward));
          return { ...moved, value: unit(moved.value) };
        };
        const left = turn(layer.left, matmul(slope, layer.right.value));
        const right = turn(layer.right, matmul(slope, layer.left.value, { transposeLeft: true }));
        const put = (all: Tree, before: Trained, after: Trained): Tree =>
          add(all, matmul(sub(after.value, before.value), layer.chosen, { transposeRight: true }));
        const [u, v] = [put(layer.u, layer.left, left), put(layer.v, layer.right, right)];
        updates.push(sub(matmul(mul(u, s.value), v, { transposeRight: true }), w));
        next.push({ ...layer, u, v, s, left, right });
      }
      return { updates: reshapeLike(fromLeaves(updates), g), state: next };
    },
  };
};

/**
 * Sparse spectral training: matrices are kept as U·diag(s)·Vᵀ; every step trains all singular values, and of the singular vectors only r, drawn anew in each round, larger singular values
 * likelier; a round begins with the singular value decomposition of what the weights are.
 * s ← Adam(s, diag(UᵀGV)); for the chosen i uᵢ ← Adam(uᵢ, (I − uᵢuᵢᵀ)Gvᵢ), vᵢ ← Adam(vᵢ, (I − vᵢvᵢᵀ)Gᵀuᵢ), each brought back to length 1; W = U·diag(s)·Vᵀ. Every T steps the SVD of W, a new
 * choice, moments 0.
 *
 * `rank` is r, `period` T, `lr` η (peak of the schedule), `one_minus_beta1` 1 − β₁, `beta2` β₂, `eps` ε (1e-8), `weight_decay` λ (of the others), `warmup_factor` the fraction of the run spent on linear
 * warmup before the cosine decay; without it η is constant. Hidden matrices and filters whose sides are all longer than r and at most 1024 learn so, the others by AdamW. Moments take r(in + out) + k numbers; U
 * and V, which in the paper take the place of the weights, stand beside them here. Zhao et al. 2024, arXiv 2405.15481, algorithm 1.
 */
export default defineSubmission({
  name: "sst",
  ruleset: "external",
  description:
    "Sparse spectral training: all singular values and a few singular vectors at a time by Adam, AdamW for the rest",
  paper: "arXiv 2405.15481",
  stateBytesPerParameter: 13.6,
  hyperparameters: {
    rank: { feasible_points: [8, 16] },
    period: { feasible_points: [100, 200] },
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.99, 0.999] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer(point) {
    const hp = withDefaults(point, { eps: 1e-8 });
    const isSpectral = ({ kind, shape }: LeafInfo) => {
      const sides = [shape.at(-1) ?? 0, shape.slice(0, -1).reduce((product, side) => product * side, 1)];
      return (
        !["embedding", "positional", "output_weight"].includes(kind) &&
        shape.length > 1 &&
        Math.min(...sides) > hp.rank &&
        Math.max(...sides) <= 1024
      );
    };
    const rest = chain(
      scaleByAdam({ beta1: 1 - hp.one_minus_beta1, beta2: hp.beta2, eps: hp.eps }),
      addDecayedWeights(hp.weight_decay),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    );
    return multiTransform({ spectral: spectral(hp), rest }, (leaf) =>
      isSpectral(leaf) ? "spectral" : "rest",
    );
  },
});
