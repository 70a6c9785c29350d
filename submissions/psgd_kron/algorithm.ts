import {
  type AsyncTransform,
  abs,
  add,
  addDecayedWeights,
  chain,
  ema,
  type LeafInfo,
  leafMean,
  masked,
  minimum,
  mul,
  reciprocal,
  reshapeLeaves,
  reshapeLike,
  scaleByLearningRate,
  sqrt,
  square,
  type Tree,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";
import {
  applyFactors,
  divideByFactors,
  identityFactors,
  kroneckerAxes,
  updateFactors,
} from "./kroneckerFactors.ts";

type Point = Readonly<
  Record<
    | ("lr" | "b1" | "weight_decay" | "preconditioner_update_probability" | "max_size_triangular")
    | ("min_ndim_triangular" | "precond_lr" | "precond_init_scale" | "warmup_factor"),
    number
  >
>;

interface State {
  readonly m: Tree;
  /** Q: one factor for each axis of each leaf. */
  readonly factors: readonly Tree[];
}

/** √ε of float32: how much of the probe is mixed in, so that no direction is without gradient. */
const damping = Math.sqrt(2 ** -23);
/** Largest root mean square of a leaf's update. */
const largestUpdate = 1.1;

/** The longest side; of equal ones the first of [in, out], as the authors' code takes the last of [out, in]. */
const longestFromEnd = ({ shape }: LeafInfo): number => shape.length - shape.indexOf(Math.max(...shape));

/** kron_torch: m, the step of Q, and the update QᵀQm̂. */
function whitened(point: Point): AsyncTransform<State> {
  const hp = withDefaults(point, { memory_save_mode: "none", momentum_into_precond_update: true });
  const { b1: beta1 = 0.9, preconditioner_update_probability: probability = 1, precond_lr: mu = 0.1 } = hp;
  const { memory_save_mode: mode, momentum_into_precond_update: fitsMomentum } = hp;
  if (!["none", "one_diag", "all_diag"].includes(mode))
    throw new RangeError(`memory_save_mode must be none, one_diag or all_diag, not "${mode}"`);
  const isDiagonal = (leaf: LeafInfo, fromEnd: number): boolean => {
    const length = leaf.shape.at(-fromEnd) ?? 1;
    const longest = Math.min(hp.max_size_triangular ?? 8192, 2048);
    if (length === 1 || length > longest || leaf.shape.length < (hp.min_ndim_triangular ?? 2)) return true;
    return mode === "all_diag" || (mode === "one_diag" && longestFromEnd(leaf) === fromEnd);
  };
  const vectors = (tree: Tree) => reshapeLeaves(tree, ({ shape }) => (shape.length === 0 ? [1] : shape));
  return {
    init(params) {
      const axes = kroneckerAxes(vectors(params), isDiagonal);
      return {
        m: zerosLike(params),
        factors: identityFactors(vectors(params), axes, hp.precond_init_scale ?? 1),
      };
    },
    async update(g, state, ctx) {
      const m = ema(state.m, g, beta1);
      let direction = vectors(mul(m, 1 / (1 - beta1 ** ctx.step)));
      const axes = kroneckerAxes(direction, isDiagonal);
      let { factors } = state;
      if (probability >= 1 || ctx.rng.number() < probability) {
        const probe = vectors(ctx.rng.normal(g));
        const fitted = fitsMomentum ? direction : vectors(g);
        const damped = add(fitted, mul(probe, mul(leafMean(abs(fitted)), damping)));
        const pair = [
          applyFactors(damped, axes, factors),
          await divideByFactors(probe, axes, factors),
        ] as const;
        factors = updateFactors(axes, factors, pair, mu);
        if (fitsMomentum) direction = damped;
      }
      const half = applyFactors(direction, axes, factors);
      const updates = reshapeLike(applyFactors(half, axes, factors, { transposed: true }), g);
      const length = add(sqrt(leafMean(square(updates))), 1e-12);
      return {
        updates: mul(updates, minimum(mul(reciprocal(length), largestUpdate), 1)),
        state: { m, factors },
      };
    },
  };
}

/**
 * PSGD Kron: a preconditioner QᵀQ with a triangular factor for each side, fitted by gradient descent on its own group.
 * m ← β₁m + (1−β₁)g, v normal, a = Q₁m̂Q₂ᵀ, b = Q₁⁻ᵀvQ₂⁻¹, Q₁ ← Q₁ − μ·triu(aaᵀ − bbᵀ)Q₁/‖aaᵀ + bbᵀ‖ (Q₂ likewise with aᵀa and bᵀb),
 * u = Q₁ᵀQ₁m̂Q₂ᵀQ₂ limited to a root mean square of 1.1, p ← p − η(u + λp).
 *
 * `lr` is η (peak of the schedule), `b1` β₁, `weight_decay` λ (of matrices and filters only), `preconditioner_update_probability` the chance of
 * fitting Q at a step, `max_size_triangular` the longest side with a triangle, `min_ndim_triangular` the fewest axes for one,
 * `memory_save_mode` (`none`, `one_diag`, `all_diag`) makes each leaf's longest or every side diagonal, `momentum_into_precond_update` fits Q to m̂
 * rather than g, `precond_lr` μ, `precond_init_scale` the first Q's product; `warmup_factor` the fraction of the run spent on linear warmup
 * before the cosine decay; without it η is constant. Li 2018, arXiv 1512.04202.
 */
export const psgdKron = (hp: Point) =>
  chain(
    whitened(hp),
    masked(addDecayedWeights(hp.weight_decay), ({ shape }) => shape.length >= 2),
    scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
  );
