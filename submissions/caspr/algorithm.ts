import {
  type AdamState,
  type AsyncTransform,
  add,
  addDecayedWeights,
  asMatrices,
  chain,
  div,
  ema,
  leafNorm,
  masked,
  matmul,
  matrixUpTo,
  maximum,
  mul,
  reshapeLike,
  scaleByAdam,
  scaleByLearningRate,
  symmetricPower,
  type Tree,
  type WithDefaults,
  warmupCosine,
  withDefaults,
} from "steepest";

type Point = Readonly<Record<"lr" | "one_minus_beta1" | "beta2" | "weight_decay" | "warmup_factor", number>>;

const defaults = { epsilon: 1e-6, frequency: 10 };

interface State {
  readonly left: Tree;
  readonly right: Tree;
  readonly roots: { readonly left: Tree; readonly right: Tree } | null;
  readonly adam: AdamState;
}

/**
 * ¼(L^(−½)M + 2L^(−¼)MR^(−¼) + MR^(−½)) of Adam's first moment M, in the length of Adam's direction, for leaves of rank 2 and more, which
 * count as matrices.
 */
function combineAxes(
  beta1: number,
  { beta2, epsilon, frequency }: WithDefaults<Point, typeof defaults>,
): AsyncTransform<State> {
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

const isSmall = matrixUpTo(512);

/**
 * CASPR: Shampoo's axes combined by a sum instead of a product. L ← β₂L + (1−β₂)GGᵀ, R ← β₂R + (1−β₂)GᵀG, with X(M) = ½(L^(−¼)M + MR^(−¼)) the
 * direction is X(X(M)), M Adam's first moment, in the length of Adam's update (grafting); AdamW on all else.
 *
 * `lr` is η (peak of the schedule), `one_minus_beta1` 1 − β₁, `beta2` β₂, `epsilon` what is added to eigenvalues (1e-6), `frequency` steps between two
 * computations of the roots (10), `weight_decay` λ (decoupled), `warmup_factor` the fraction of the run spent on linear warmup before the
 * cosine decay; without it η is constant. Duvvuri et al. 2024, "Combining Axes Preconditioners through Kronecker Approximation", ICLR.
 */
export function caspr(hp: Point) {
  const beta1 = 1 - hp.one_minus_beta1;
  return chain(
    masked(combineAxes(beta1, withDefaults(hp, defaults)), isSmall),
    masked(scaleByAdam({ beta1, beta2: hp.beta2 }), (leaf) => !isSmall(leaf)),
    addDecayedWeights(hp.weight_decay),
    scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
  );
}
