import {
  type AnyAsyncTransform,
  type AsyncTransform,
  type Axis,
  add,
  axesOf,
  axisGram,
  chain,
  decayNewWeights,
  descendingOrder,
  div,
  eigh,
  ema,
  type LeafInfo,
  leafMean,
  masked,
  matmul,
  mul,
  multiplyAxis,
  qr,
  scaleByLearningRate,
  sqrt,
  square,
  sumAxis,
  type Tree,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";
import { withMergedSides } from "./mergedSides.ts";

type Point = Readonly<
  Record<
    | ("lr" | "one_minus_beta1" | "beta2" | "shampoo_beta" | "eps" | "weight_decay")
    | ("precondition_frequency" | "max_precond_dim" | "warmup_factor"),
    number
  >
>;

interface State {
  /** L, R, … and their eigenbases: one tree for each axis of the leaves, last axis first; none before the first gradient. */
  readonly grams: readonly Tree[];
  readonly bases: readonly Tree[];
  /** Adam's moments: m and v of the gradient in the bases. */
  readonly m: Tree;
  readonly v: Tree;
}

/** x into the bases, QₗᵀxQᵣ, or with `transpose` out of them. */
const turn = (x: Tree, axes: readonly Axis[], bases: readonly Tree[], transpose = false): Tree =>
  axes.reduce((turned, axis, i) => multiplyAxis(turned, axis, bases[i] as Tree, { transpose }), x);

const defaults = {
  precondition_1d: false,
  normalize_grads: false,
  correct_bias: true,
  merge_dims: false,
};

/** Algorithm 3 of the paper, without learning rate and weight decay. */
export function scaleBySoap(point: Omit<Point, "lr" | "weight_decay" | "warmup_factor">): AnyAsyncTransform {
  const hp = withDefaults(point, defaults);
  const [beta1, beta2] = [1 - hp.one_minus_beta1, hp.beta2];
  const beta = hp.shampoo_beta ?? beta2;
  const { eps = 1e-8, precondition_frequency: frequency = 10, max_precond_dim: longest = 512 } = hp;
  const { precondition_1d: vectors, normalize_grads: normalize, correct_bias: correct } = hp;
  const sides = (tree: Tree) => axesOf(tree, longest, ({ shape }) => vectors || shape.length > 1);
  const soap: AsyncTransform<State> = {
    init: (params) => ({ grams: [], bases: [], m: zerosLike(params), v: zerosLike(params) }),
    async update(g, state, { step }) {
      const axes = sides(g);
      const seen = axes.map((axis) => axisGram(g, axis));
      // The first gradient only makes the bases.
      if (step === 1) {
        const grams = seen.map((gram) => mul(gram, 1 - beta));
        const bases: Tree[] = [];
        for (const gram of grams) {
          const { values, vectors: basis } = await eigh(gram);
          bases.push(matmul(basis, descendingOrder(values)));
        }
        return { updates: zerosLike(g), state: { ...state, grams, bases } };
      }
      const t = step - 1;
      let { bases } = state;

      // Adam on G′ = QₗᵀGQᵣ, and its direction turned back.
      const turned = turn(g, axes, bases);
      let m = ema(state.m, turned, beta1);
      let v = ema(state.v, square(turned), beta2);
      const correction = correct ? Math.sqrt(1 - beta2 ** t) / (1 - beta1 ** t) : 1;
      const direction = turn(div(m, add(sqrt(v), eps)), axes, bases, true);
      const length = normalize ? add(sqrt(leafMean(square(direction))), 1e-30) : null;
      const updates = mul(length ? div(direction, length) : direction, correction);

      // L ← βL + (1−β)GGᵀ, R likewise; every few steps one power iteration of each basis, Q ← QR(LQ), columns by their estimated eigenvalues.
      const grams = seen.map((gram, i) => ema(state.grams[i] as Tree, gram, beta));
      if (t % frequency === 0) {
        const full = turn(m, axes, bases, true);
        const fresh: Tree[] = [];
        for (const [i, axis] of axes.entries()) {
          const [gram, basis] = [grams[i] as Tree, bases[i] as Tree];
          const product = matmul(gram, basis);
          // diag(QᵀLQ).
          const order = descendingOrder(sumAxis(mul(basis, product), 0));
          v = multiplyAxis(v, axis, order);
          fresh.push((await qr(matmul(product, order))).q);
        }
        bases = fresh;
        m = turn(full, axes, bases);
      }
      return { updates, state: { grams, bases, m, v } };
    },
  };
  if (!hp.merge_dims) return soap;
  const isVector = ({ shape }: LeafInfo) => shape.length < 2;
  return chain(
    masked(withMergedSides(soap, longest), (leaf) => !isVector(leaf)),
    masked(soap, isVector),
  );
}

/**
 * SOAP: Adam in the eigenbasis of Shampoo's factors. L ← βL + (1−β)GGᵀ, R likewise, G′ = QₗᵀGQᵣ, m ← β₁m + (1−β₁)G′,
 * v ← β₂v + (1−β₂)G′², p ← p − ηQₗ(m̂/(√v̂ + ε))Qᵣᵀ, p ← p − ηλp; every few steps Qₗ ← QR(LQₗ), Qᵣ ← QR(RQᵣ). The first gradient only
 * makes the bases.
 *
 * `lr` is η (peak of the schedule), `one_minus_beta1` 1 − β₁, `beta2` β₂, `shampoo_beta` β, `eps` ε, `weight_decay` λ,
 * `precondition_frequency` the steps between two refreshes, `max_precond_dim` the longest side with a basis, `precondition_1d` gives vectors
 * one, `merge_dims` first makes one side of several in a row of [out, in, …], as long as it has a basis, `normalize_grads` brings updates to
 * unit root mean square, `correct_bias` the hats; `warmup_factor` the fraction of the run spent on linear warmup before the cosine
 * decay; without it η is constant. Vyas et al. 2024, arXiv 2409.11321, algorithm 3.
 */
export function soap(hp: Point) {
  const rate = warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor });
  return chain(scaleBySoap(hp), scaleByLearningRate(rate), decayNewWeights(hp.weight_decay, rate, 2));
}
