import {
  type AsyncTransform,
  add,
  addDecayedWeights,
  axesOf,
  axisGram,
  chain,
  div,
  ema,
  inBlocks,
  type LeafInfo,
  leafNorm,
  leafScalars,
  maximum,
  mul,
  multiplyAxis,
  reshapeLeaves,
  reshapeLike,
  scaleByLearningRate,
  sqrt,
  square,
  symmetricPower,
  type Tree,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";

type Point = Readonly<
  Record<
    | ("lr" | "beta1" | "beta2" | "epsilon" | "weight_decay" | "precondition_frequency")
    | ("start_preconditioning_step" | "exponent_1d" | "exponent_2d" | "max_preconditioner_dim")
    | "warmup_factor",
    number
  >
>;

/** A diagonal method: its direction is m̂/(√v̂ + ε). */
export interface Graft {
  /** Decay of the second moment; 1: it is a sum (Adagrad). */
  readonly beta2: number;
  readonly epsilon: number;
  /** Divide the second moment by 1 − β₂ᵏ (Adam, as where left out) or not (RMSProp). */
  readonly corrects?: boolean;
  /** Whether it is of gradients of length 1, leaf by leaf. */
  readonly normalizes?: boolean;
}

export interface ShampooOptions {
  /** Decay of the average of gradients that is preconditioned; 0: the gradient. */
  readonly beta1: number;
  /** Decay of the Gram matrices; 1: they are sums. */
  readonly beta2: number;
  /** ε, added to the eigenvalues. */
  readonly epsilon: number;
  /** Steps between two computations of the roots, and the first step whose direction is preconditioned. */
  readonly frequency: number;
  readonly start: number;
  /** Divide averages by 1 − βᵏ. */
  readonly correct: boolean;
  /** What gives every leaf's direction its length, and takes its place before the start; "sgd" is m̂ itself. */
  readonly graft: Graft | "sgd" | null;
  /** Exponents of the factors of vectors and matrices; others have −1/(2 · order). */
  readonly exponents: readonly [number | undefined, number | undefined];
}

interface State {
  /** L, R, …: one tree of Gram matrices for each axis, last axis first. */
  readonly factors: readonly Tree[];
  /** Their inverse roots, once there are any. */
  readonly roots: readonly Tree[] | null;
  readonly m: Tree | null;
  /** Second moment of the grafted method. */
  readonly v: Tree | null;
}

const order = ({ shape }: LeafInfo): number => Math.max(1, shape.length);
/** A longer side has no factor: `inBlocks` cuts it before. */
const longest = 2048;

/** v of a diagonal method after a gradient, and √v̂ + ε at a step. */
function secondMoment({ beta2, epsilon, corrects = true, normalizes = false }: Graft) {
  const squared = normalizes ? (g: Tree) => square(div(g, maximum(leafNorm(g), 1e-30))) : square;
  return {
    after:
      beta2 < 1 ? (v: Tree, g: Tree) => ema(v, squared(g), beta2) : (v: Tree, g: Tree) => add(v, squared(g)),
    root:
      corrects && beta2 < 1
        ? (v: Tree, k: number) => add(sqrt(mul(v, 1 / (1 - beta2 ** k))), epsilon)
        : (v: Tree) => add(sqrt(v), epsilon),
  };
}

/**
 * Lᵢ ← β₂Lᵢ + (1 − β₂)GᵢGᵢᵀ for each axis i of a leaf, unfolded along it; update m̂ ×₁ (L̂₁ + εI)^(−1/2k) … ×ₖ (L̂ₖ + εI)^(−1/2k) for a leaf of
 * order k, m the average of gradients. Gupta et al. 2018, arXiv 1802.09568; grafted, Shi et al. 2023, arXiv 2309.06497.
 */
export function scaleByShampoo(options: ShampooOptions): AsyncTransform<State> {
  const { beta1, beta2, epsilon, frequency, start, correct, exponents } = options;
  const diagonal = options.graft === "sgd" ? null : options.graft;
  const { after, root } = secondMoment(diagonal ?? { beta2: 1, epsilon: 0 });
  const exponentOf = (k: number) => exponents[k - 1] ?? -1 / (2 * k);
  const vectors = (tree: Tree) => reshapeLeaves(tree, ({ shape }) => (shape.length === 0 ? [1] : shape));
  const corrected = (tree: Tree, beta: number, k: number) =>
    correct && beta < 1 ? mul(tree, 1 / (1 - beta ** k)) : tree;
  const grams = (tree: Tree) => axesOf(tree, longest).map((axis) => axisGram(tree, axis));
  return {
    init: (params) => ({
      factors: grams(vectors(zerosLike(params))),
      roots: null,
      m: beta1 > 0 ? zerosLike(params) : null,
      v: diagonal ? zerosLike(params) : null,
    }),
    async update(g, state, { step: k }) {
      const gradient = vectors(g);
      const axes = axesOf(gradient, longest);
      const factors = grams(gradient).map((gram, i) => {
        const factor = state.factors[i] as Tree;
        return beta2 < 1 ? ema(factor, gram, beta2) : add(factor, gram);
      });
      let { roots } = state;
      if (k >= start && k % frequency === 0) {
        const made: Tree[] = [];
        for (const [i, axis] of axes.entries()) {
          const powers = gradient.leaves.filter(axis.has).map((leaf) => exponentOf(order(leaf)));
          const factor = corrected(factors[i] as Tree, beta2, k);
          const exponent = leafScalars(factor, (_, place) => powers[place] as number);
          made.push(await symmetricPower(factor, exponent, { epsilon }));
        }
        roots = made;
      }
      const m = state.m && ema(state.m, g, beta1);
      const v = state.v && after(state.v, g);
      const filtered = m ? corrected(m, beta1, k) : g;
      const graft = v ? div(filtered, root(v, k)) : options.graft && filtered;
      let updates = graft ?? filtered;
      if (k >= start && !roots) updates = zerosLike(g);
      if (k >= start && roots) {
        const made = roots;
        const shaped = axes.reduce((x, axis, i) => multiplyAxis(x, axis, made[i] as Tree), vectors(filtered));
        updates = reshapeLike(shaped, g);
        if (graft) updates = mul(updates, div(leafNorm(graft), add(leafNorm(updates), 1e-16)));
      }
      return { updates, state: { factors, roots, m, v } };
    },
  };
}

/** What the authors' code grafts, by its name. */
function graftOf(name: string, beta2: number, epsilon: number): Graft | "sgd" | null {
  if (name === "none") return null;
  if (name === "sgd") return name;
  const [, method, normalized] = /^(adagrad|rmsprop|adam)(_normalized)?$/.exec(name) ?? [];
  if (!method)
    throw new RangeError(
      `grafting must be "none", "sgd", "adagrad", "rmsprop" or "adam", the last three perhaps with "_normalized", not "${name}"`,
    );
  return {
    beta2: method === "adagrad" ? 1 : beta2,
    epsilon,
    corrects: method === "adam",
    normalizes: normalized !== undefined,
  };
}

/**
 * Shampoo: a full-matrix preconditioner for each side of a parameter. L ← L + GGᵀ, R ← R + GᵀG,
 * p ← p − η((L + εI)^(−1/4) G (R + εI)^(−1/4) + λp); a vector has one factor and exponent −1/2, a filter one for each axis and −1/8.
 *
 * `lr` is η (peak of the schedule), `epsilon` ε, `weight_decay` λ (decoupled), `precondition_frequency` the steps between two
 * computations of the roots, `start_preconditioning_step` the first that is preconditioned (from there to the first roots p only decays, as in the authors'
 * code); `beta2` below 1 makes the sums averages (bias-corrected with `use_bias_correction`), `beta1` averages the gradient, `exponent_1d` and
 * `exponent_2d` are the exponents; `grafting` gives each leaf's direction the length of the step of "sgd", "adagrad", "rmsprop" or "adam", the last three
 * also "_normalized", of `grafting_beta2` and `grafting_epsilon` ("none"); sides are cut in blocks of at most `max_preconditioner_dim`; `warmup_factor` the
 * fraction of the run spent on linear warmup before the cosine decay; without it η is constant. Gupta et al. 2018, arXiv 1802.09568.
 */
export function shampoo(point: Point) {
  const hp = withDefaults(point, {
    use_bias_correction: false,
    grafting: "none",
    grafting_beta2: 1,
    grafting_epsilon: 1e-3,
  });
  const preconditioned = scaleByShampoo({
    beta1: hp.beta1,
    beta2: hp.beta2,
    epsilon: hp.epsilon,
    frequency: hp.precondition_frequency,
    start: hp.start_preconditioning_step,
    correct: hp.use_bias_correction,
    graft: graftOf(hp.grafting, hp.grafting_beta2, hp.grafting_epsilon),
    exponents: [hp.exponent_1d, hp.exponent_2d],
  });
  return chain(
    inBlocks(preconditioned, hp.max_preconditioner_dim),
    addDecayedWeights(hp.weight_decay),
    scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
  );
}
