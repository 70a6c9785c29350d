import {
  type AsyncTransform,
  type Axis,
  add,
  asMatrices,
  chain,
  decayNewWeights,
  div,
  ema,
  leafScalars,
  mapLeaves,
  matrixUpTo,
  mul,
  multiplyAxis,
  partition,
  reshapeLike,
  scaleByLearningRate,
  slice,
  sqrt,
  square,
  svd,
  type Tree,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";

type Point = Readonly<
  Record<
    | ("lr" | "beta1" | "beta2" | "eps" | "weight_decay")
    | ("rank" | "update_proj_gap" | "scale" | "warmup_factor"),
    number
  >
>;

interface State {
  /** P: orthonormal columns for each projected side, [side, rank]. */
  readonly bases: readonly Tree[];
  /** Adam's moments of the projected gradient. */
  readonly m: Tree;
  readonly v: Tree;
}

/** Whether the in side of a weight [in, out] is projected, and whether the out side is. */
type SidesOf = (inputs: number, outputs: number) => readonly [boolean, boolean];
const sidesOf: Readonly<Record<string, SidesOf>> = {
  std: (inputs, outputs) => [inputs <= outputs, inputs > outputs],
  reverse_std: (inputs, outputs) => [inputs > outputs, inputs <= outputs],
  right: () => [true, false],
  left: () => [false, true],
  full: () => [true, true],
};

/** Those that are projected: `svd` takes no longer sides, and look-up tables are not among what the authors project. */
const isProjected = matrixUpTo(2048);

/** The singular vectors of the largest singular values. */
const leading = (vectors: Tree, rank: number): Tree =>
  mapLeaves(vectors, (leaf, { shape: [, count = 1] }) => slice(leaf, [0, 0], [-1, Math.min(rank, count)]));

/** Algorithm 2 of the paper: Adam on R = PᵀG (or GP), P the leading singular vectors of G, and its direction projected back. */
function adamInLowRank(point: Omit<Point, "lr" | "weight_decay" | "warmup_factor">): AsyncTransform<State> {
  const hp = withDefaults(point, { correct_bias: true, proj_type: "std" });
  const { beta1 = 0.9, beta2 = 0.999, eps = 1e-6, correct_bias: correct } = hp;
  const { rank = 128, update_proj_gap: gap = 200, scale = 0.25 } = hp;
  const sides = sidesOf[hp.proj_type];
  if (sides === undefined)
    throw new RangeError(
      `proj_type must be one of ${Object.keys(sidesOf).join(", ")}, not "${hp.proj_type}"`,
    );
  /** The projected sides, by the leaves' places: their shapes change under way. */
  const axesOfParameters = (parameters: Tree): Axis[] => {
    const matrices = asMatrices(partition(parameters, isProjected).selected).leaves;
    return [2, 1].flatMap((fromEnd, side): Axis[] => {
      const chosen = matrices.filter(({ shape: [inputs = 1, outputs = 1] }) => sides(inputs, outputs)[side]);
      const places = new Set(chosen.map(({ index }) => index));
      return places.size === 0 ? [] : [{ fromEnd, has: ({ index }) => places.has(index) }];
    });
  };
  return {
    init(params) {
      const axes = axesOfParameters(params);
      const low = mapLeaves(zerosLike(asMatrices(params)), (leaf, info) => {
        const shorter = Math.min(...info.shape, rank);
        const size = [2, 1].map((side) =>
          axes.some((a) => a.fromEnd === side && a.has(info)) ? shorter : -1,
        );
        return slice(leaf, [0, 0], size);
      });
      return { bases: [], m: low, v: zerosLike(low) };
    },
    async update(g, state, { step: k }) {
      const axes = axesOfParameters(g);
      const gradient = asMatrices(g);
      let { bases } = state;
      if ((k - 1) % gap === 0 && axes.length > 0) {
        const { u, v } = await svd(partition(gradient, (leaf) => axes.some(({ has }) => has(leaf))).selected);
        bases = axes.map(({ fromEnd, has }) => leading(partition(fromEnd === 2 ? u : v, has).selected, rank));
      }
      const low = axes.reduce((x, axis, i) => multiplyAxis(x, axis, bases[i] as Tree), gradient);
      const m = ema(state.m, low, beta1);
      const v = ema(state.v, square(low), beta2);
      const correction = correct ? Math.sqrt(1 - beta2 ** k) / (1 - beta1 ** k) : 1;
      const normed = div(m, add(sqrt(v), eps));
      const full = axes.reduce(
        (x, axis, i) => multiplyAxis(x, axis, bases[i] as Tree, { transpose: true }),
        normed,
      );
      const factors = leafScalars(g, (leaf) => correction * (isProjected(leaf) ? scale : 1));
      return { updates: mul(reshapeLike(full, g), factors), state: { bases, m, v } };
    },
  };
}

/**
 * GaLore: AdamW on a low-rank projection of the gradient. Every T steps P ← the r leading singular vectors of G's shorter side; R = PᵀG,
 * m ← β₁m + (1−β₁)R, v ← β₂v + (1−β₂)R², N = m/(√v + ε), p ← p − η√(1−β₂ᵏ)/(1−β₁ᵏ)·αPN, p ← p − ηλp; vectors, look-up tables and matrices with a side above 2048 take AdamW.
 *
 * `lr` is η (peak of the schedule), `beta1`, `beta2` and `eps` β₁, β₂ and ε, `correct_bias` the factor with powers of β, `weight_decay` λ,
 * `rank` r, `update_proj_gap` T (steps), `scale` α, `proj_type` the projected side (`std` the shorter, `reverse_std` the longer, `right` in,
 * `left` out, `full` both); filters count as matrices [height · width · in, out]; the authors project attention and MLP matrices alone, here all but tables (few of whose rows have a gradient) and those whose sides `svd` does not take; `warmup_factor` the fraction of the run spent on linear warmup
 * before the cosine decay; without it η is constant. Zhao et al. 2024, arXiv 2403.03507.
 */
export function galore(hp: Point) {
  const rate = warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor });
  return chain(adamInLowRank(hp), scaleByLearningRate(rate), decayNewWeights(hp.weight_decay, rate));
}
