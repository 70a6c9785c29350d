import {
  add,
  addDecayedWeights,
  chain,
  div,
  ema,
  leafMean,
  maximum,
  meanAxis,
  merge,
  mul,
  partition,
  rsqrt,
  scaleByLearningRate,
  sqrt,
  square,
  sub,
  type Transform,
  type Tree,
  type WithDefaults,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";

type Point = Readonly<
  Record<"lr" | "one_minus_beta1" | "beta2" | "beta3" | "weight_decay" | "warmup_factor", number>
>;

const defaults = { eps1: 1e-30, eps2: 1e-16, clip_threshold: 1 };

/** Means of a matrix along its rows and columns, from which the whole is guessed. */
interface Factors {
  readonly rows: Tree;
  readonly columns: Tree;
}

interface State {
  readonly m: Tree;
  /** Second moment: factored of matrices and filters, whole of vectors. */
  readonly squares: Factors;
  readonly v: Tree;
  /** Instability (u − m)² of matrices and filters. */
  readonly residuals: Factors;
}

const matricesOf = (tree: Tree) => partition(tree, ({ shape }) => shape.length > 1);
const emptyFactors = (tree: Tree): Factors => ({
  rows: zerosLike(meanAxis(tree, -1)),
  columns: zerosLike(meanAxis(tree, -2)),
});
const updated = ({ rows, columns }: Factors, value: Tree, beta: number): Factors => ({
  rows: ema(rows, meanAxis(value, -1), beta),
  columns: ema(columns, meanAxis(value, -2), beta),
});
/** 1/√(RCᵀ/mean(R)), in two factors: their product may be too small for float32. */
const inverseRoot = ({ rows, columns }: Factors): Tree =>
  mul(rsqrt(div(rows, meanAxis(rows, -2))), rsqrt(columns));

/** Algorithm 2 of the paper, without learning rate and weight decay. */
const scaleByCame = (hp: WithDefaults<Point, typeof defaults>): Transform<State> => ({
  init(params) {
    const { selected, rest } = matricesOf(params);
    return {
      m: zerosLike(params),
      squares: emptyFactors(selected),
      v: zerosLike(rest),
      residuals: emptyFactors(selected),
    };
  },
  update(g, state) {
    // Adafactor's step, limited to a root mean square of d.
    const seen = matricesOf(add(square(g), hp.eps1));
    const squares = updated(state.squares, seen.selected, hp.beta2);
    const v = ema(state.v, seen.rest, hp.beta2);
    const raw = mul(g, merge(inverseRoot(squares), rsqrt(v)));
    const u = div(raw, maximum(mul(sqrt(leafMean(square(raw))), 1 / hp.clip_threshold), 1));
    const m = ema(state.m, u, 1 - hp.one_minus_beta1);
    // Confidence: the momentum divided by the root of how far updates stray from it.
    const strayed = matricesOf(add(square(sub(u, m)), hp.eps2));
    const residuals = updated(state.residuals, strayed.selected, hp.beta3);
    const { selected: matrices, rest: vectors } = matricesOf(m);
    const updates = merge(mul(matrices, inverseRoot(residuals)), vectors);
    return { updates, state: { m, squares, v, residuals } };
  },
});

/**
 * CAME: Adafactor with momentum, guided by confidence: elements whose updates stray from their momentum step less.
 * R, C ← averages (β₂) of row and column means of g² + ε₁, u = g/√(RCᵀ/mean(R)), u ← u/max(1, RMS(u)/d), m ← β₁m + (1−β₁)u,
 * R′, C′ ← averages (β₃) of row and column means of (u − m)² + ε₂, p ← p − η(m/√(R′C′ᵀ/mean(R′)) + λp). Vectors: u = g/√v, p ← p − η(m + λp).
 *
 * `lr` is η (peak of the schedule; a third of AdamW's up to the same), `one_minus_beta1` 1 − β₁ (0.1), `beta2` β₂ (0.999), `beta3` β₃ (0.9999), `eps1` ε₁
 * (1e-30), `eps2` ε₂ (1e-16), `clip_threshold` d (1), `weight_decay` λ (1e-2), `warmup_factor` the fraction of the run spent on linear warmup before the
 * cosine decay; without it η is constant. No bias is corrected, as in the algorithm; filters are factored over their last two axes.
 * Luo et al. 2023, arXiv 2307.02047, algorithm 2.
 */
export const came = (hp: Point) =>
  chain(
    scaleByCame(withDefaults(hp, defaults)),
    addDecayedWeights(hp.weight_decay),
    scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
  );
