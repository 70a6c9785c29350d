import {
  type AdamState,
  type AsyncTransform,
  add,
  addDecayedWeights,
  addScaled,
  asMatrices,
  chain,
  defineSubmission,
  div,
  ema,
  fromLeaves,
  type LeafInfo,
  leavesOf,
  matmul,
  mul,
  multiTransform,
  read,
  reshape,
  reshapeLike,
  scaleByAdam,
  scaleByLearningRate,
  slice,
  sqrt,
  square,
  sub,
  svd,
  type Tree,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";

type Point = Readonly<
  Record<
    | ("checks" | "tolerance" | "latest")
    | ("lr" | "one_minus_beta1" | "beta2" | "eps" | "weight_decay" | "warmup_factor"),
    number
  >
>;

/** One of the two factors of all matrices, with Adam's moments of it. */
interface Factor {
  readonly value: Tree;
  readonly m: Tree;
  readonly v: Tree;
}

interface State {
  /** Before the switch. */
  readonly adam: AdamState | null;
  /** After it: [in, r] and [out, r], whose product is the matrix. */
  readonly left: Factor | null;
  readonly right: Factor | null;
  /** Of every matrix: full rank over the stable rank at the start, and the stable rank at the last look. */
  readonly scales: readonly number[];
  readonly ranks: readonly number[];
  readonly switchedAt: number;
}

const fresh = (value: Tree): Factor => ({ value, m: zerosLike(value), v: zerosLike(value) });
const sideOf = ({ shape }: LeafInfo): number => Math.min(...shape);

/** ‖W‖²_F / ‖W‖²₂ of every matrix: how many singular values count. */
const stableRanksOf = (singular: readonly Float32Array[]): number[] =>
  singular.map(
    (values) => values.reduce((sum, s) => sum + s * s, 0) / Math.max(1e-30, (values[0] ?? 0) ** 2),
  );

/** U√Σ and V√Σ of every matrix, to its rank. */
function factorsOf(
  parts: { readonly u: Tree; readonly s: Tree; readonly v: Tree },
  ranks: readonly number[],
) {
  const [u, s, v] = [leavesOf(parts.u), leavesOf(parts.s), leavesOf(parts.v)];
  const side = (vectors: readonly Tree[]): Factor =>
    fresh(
      fromLeaves(
        vectors.map((own, i) => {
          const rank = ranks[i] ?? 1;
          const roots = sqrt(reshape(slice(reshape(s[i] as Tree, [-1]), [0], [rank]), [1, rank]));
          return mul(slice(own, [0, 0], [-1, rank]), roots);
        }),
      ),
    );
  return { left: side(u), right: side(v) };
}

const lowRank = (hp: Point): AsyncTransform<State> => {
  const [beta1, beta2] = [1 - hp.one_minus_beta1, hp.beta2];
  const adam = scaleByAdam({ beta1, beta2, eps: hp.eps });
  const rate = warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor });
  const stepped = ({ value, m: oldM, v: oldV }: Factor, g: Tree, t: number, eta: number): Factor => {
    const m = ema(oldM, g, beta1);
    const v = ema(oldV, square(g), beta2);
    const root = add(sqrt(mul(v, 1 / (1 - beta2 ** t))), hp.eps);
    return { value: sub(value, mul(div(m, root), eta / (1 - beta1 ** t))), m, v };
  };
  return {
    init: (params) => ({
      ...{ adam: adam.init(params), left: null, right: null },
      ...{ scales: [], ranks: [], switchedAt: 0 },
    }),
    async update(g, state, ctx) {
      if (state.left !== null && state.right !== null) {
        const t = ctx.step - state.switchedAt;
        // Frobenius decay: of the product, not of its factors.
        const slope = addScaled(asMatrices(g), asMatrices(ctx.params), hp.weight_decay);
        const left = stepped(state.left, matmul(slope, state.right.value), t, rate(ctx));
        const ofRight = matmul(slope, state.left.value, { transposeLeft: true });
        const right = stepped(state.right, ofRight, t, rate(ctx));
        const product = matmul(left.value, right.value, { transposeRight: true });
        return { updates: sub(reshapeLike(product, g), ctx.params), state: { ...state, left, right } };
      }
      let { scales, ranks } = state;
      const period = Math.max(1, Math.round(ctx.stepHint / hp.checks));
      if (ctx.step === 1 || ctx.step % period === 0) {
        const matrices = asMatrices(ctx.params);
        const parts = await svd(matrices);
        const before = ranks;
        const now = stableRanksOf(await read(parts.s));
        const sides = matrices.leaves.map(sideOf);
        if (ctx.step === 1) scales = now.map((rank, i) => (sides[i] ?? 0) / rank);
        ranks = now;
        const isSettled = now.every((rank, i) => {
          const last = before[i] ?? Number.POSITIVE_INFINITY;
          return Math.abs(rank - last) <= hp.tolerance * Math.min(rank, last);
        });
        if (ctx.step > 1 && (isSettled || ctx.step >= hp.latest * ctx.stepHint)) {
          ranks = now.map((rank, i) => Math.min(sides[i] ?? 1, Math.ceil(rank * (scales[i] ?? 1))));
          const { left, right } = factorsOf(parts, ranks);
          const product = matmul(left.value, right.value, { transposeRight: true });
          return {
            updates: sub(reshapeLike(product, g), ctx.params),
            state: { adam: null, left, right, scales, ranks, switchedAt: ctx.step },
          };
        }
      }
      const direction = adam.update(g, state.adam as AdamState, ctx);
      const decayed = addScaled(direction.updates, ctx.params, hp.weight_decay);
      return {
        updates: mul(decayed, -rate(ctx)),
        state: { ...state, adam: direction.state, scales, ranks },
      };
    },
  };
};

const isHidden = ({ kind, shape }: LeafInfo): boolean =>
  shape.length > 1 && !["embedding", "positional", "output_weight"].includes(kind);

/**
 * Cuttlefish: full rank first; when the stable ranks of the matrices have settled, each becomes a product of two factors of the rank that it then needs, and these are trained.
 * ρ = ‖W‖²_F/‖W‖²₂; switch once no ρ moves by more than ε between two looks; r = ⌈ρ · (full rank / ρ₀)⌉; W = UΣVᵀ → (U√Σ)(V√Σ)ᵀ; Adam on both, with the decay of their product.
 *
 * `checks` is how often a run looks (20; the paper looks once an epoch), `tolerance` ε, `latest` the part of the run after which it switches all the same, `lr` η (peak of the schedule),
 * `one_minus_beta1` 1 − β₁, `beta2` β₂, `eps` ε of Adam (1e-8), `weight_decay` λ, `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is constant.
 * Hidden matrices and filters become factors, the others are AdamW's. The gradient that is asked for stays that of W. Wang et al. 2023, arXiv 2305.02538, algorithm 1.
 */
export default defineSubmission({
  name: "cuttlefish",
  ruleset: "external",
  description:
    "AdamW at full rank, then on low-rank factors whose ranks the weights themselves say (Cuttlefish)",
  paper: "arXiv 2305.02538",
  stateBytesPerParameter: 14.5,
  hyperparameters: {
    tolerance: { feasible_points: [0.02, 0.05] },
    latest: { feasible_points: [0.3, 0.5] },
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.99, 0.999] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer(point) {
    const hp = withDefaults(point, { checks: 20, eps: 1e-8 });
    return multiTransform(
      {
        lowRank: lowRank(hp),
        rest: chain(
          scaleByAdam({ beta1: 1 - hp.one_minus_beta1, beta2: hp.beta2, eps: hp.eps }),
          addDecayedWeights(hp.weight_decay),
          scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
        ),
      },
      (leaf) => (isHidden(leaf) ? "lowRank" : "rest"),
    );
  },
});
