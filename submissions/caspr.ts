import {
  type AdamState,
  type AsyncTransform,
  add,
  addDecayedWeights,
  asMatrices,
  chain,
  defineSubmission,
  div,
  ema,
  type LeafInfo,
  leafNorm,
  masked,
  matmul,
  maximum,
  mul,
  reshapeLike,
  scaleByAdam,
  scaleByLearningRate,
  symmetricPower,
  type Tree,
  warmupCosine,
} from "steepest";

interface State {
  readonly left: Tree;
  readonly right: Tree;
  readonly roots: { readonly left: Tree; readonly right: Tree } | null;
  readonly adam: AdamState;
}

interface Options {
  readonly beta2: number;
  readonly epsilon: number;
  readonly frequency: number;
}

/** ¼(L^(−½)M + 2L^(−¼)MR^(−¼) + MR^(−½)) of Adam's first moment M, in the length of Adam's direction. */
function scaleByCaspr(beta1: number, { beta2, epsilon, frequency }: Options): AsyncTransform<State> {
  const adam = scaleByAdam({ beta1, beta2 });
  const grams = (g: Tree) => ({
    left: matmul(g, g, { transposeRight: true }),
    right: matmul(g, g, { transposeLeft: true }),
  });
  return {
    init(params) {
      const zero = grams(mul(asMatrices(params), 0));
      return { ...zero, roots: null, adam: adam.init(params) };
    },
    async update(g, state, ctx) {
      const now = grams(asMatrices(g));
      const [left, right] = [ema(state.left, now.left, beta2), ema(state.right, now.right, beta2)];
      const graft = adam.update(g, state.adam, ctx);
      let { roots } = state;
      if (!roots || ctx.step % frequency === 0) {
        const correction = 1 / (1 - beta2 ** ctx.step);
        roots = {
          left: await symmetricPower(mul(left, correction), -1 / 4, { epsilon }),
          right: await symmetricPower(mul(right, correction), -1 / 4, { epsilon }),
        };
      }
      const made = roots;
      const axes = (x: Tree) => mul(add(matmul(made.left, x), matmul(x, made.right)), 0.5);
      const shaped = axes(axes(asMatrices(graft.state.m)));
      const length = div(leafNorm(graft.updates), maximum(leafNorm(shaped), 1e-30));
      const updates = mul(reshapeLike(shaped, g), length);
      return { updates, state: { left, right, roots, adam: graft.state } };
    },
  };
}

/** Matrices (and filters as such) of which both sides can be decomposed at a bearable cost. */
const isSmallMatrix = ({ kind, shape }: LeafInfo) => {
  const columns = shape.at(-1) ?? 1;
  const rows = shape.reduce((size, length) => size * length, 1) / columns;
  return shape.length >= 2 && kind !== "embedding" && Math.max(rows, columns) <= 512;
};

/**
 * CASPR: Shampoo's axes combined by a sum instead of a product. L ← β₂L + (1−β₂)GGᵀ, R ← β₂R + (1−β₂)GᵀG, with X(M) = ½(L^(−¼)M + MR^(−¼)) the
 * direction is X(X(M)), M Adam's first moment, in the length of Adam's update (grafting); AdamW on all else.
 *
 * `lr` is η (peak of the schedule), `one_minus_beta1` 1 − β₁, `beta2` β₂, `epsilon` what is added to eigenvalues, `frequency` steps between two
 * computations of the roots, `weight_decay` λ (decoupled), `warmup_factor` the fraction of the run spent on linear warmup before the
 * cosine decay; without it η is constant. Duvvuri et al. 2024, "Combining Axes Preconditioners through Kronecker Approximation", ICLR.
 */
export default defineSubmission({
  name: "caspr",
  ruleset: "external",
  description: "CASPR with Adam grafting on matrices, AdamW on all else",
  paper: "https://openreview.net/forum?id=8j9hz8DVi8",
  stateBytesPerParameter: 21.2,
  hyperparameters: {
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.99, 0.999] },
    epsilon: { feasible_points: [1e-6] },
    frequency: { feasible_points: [10] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (hp) =>
    chain(
      masked(scaleByCaspr(1 - hp.one_minus_beta1, hp), isSmallMatrix),
      masked(scaleByAdam({ beta1: 1 - hp.one_minus_beta1, beta2: hp.beta2 }), (leaf) => !isSmallMatrix(leaf)),
      addDecayedWeights(hp.weight_decay),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    ),
});
