import {
  add,
  div,
  ema,
  leafMean,
  maximum,
  meanAxis,
  merge,
  mul,
  onesLike,
  partition,
  rsqrt,
  type Schedule,
  sqrt,
  square,
  type Transform,
  type Tree,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";

type Point = Readonly<
  Record<
    ("lr" | "eps1" | "eps2" | "clip_threshold" | "decay_rate") | ("beta1" | "weight_decay" | "warmup_factor"),
    number
  >
>;

interface State {
  /** Row and column means of g² of matrices and filters, g² itself of vectors. */
  readonly rows: Tree;
  readonly columns: Tree;
  readonly v: Tree;
  readonly m: Tree | null;
}

/** ρₖ = min(10⁻², 1/√k); `warmupInit`: min(10⁻⁶k, 1/√k). */
const relativeStep =
  (warmupInit: boolean): Schedule =>
  ({ step: k }) =>
    Math.min(warmupInit ? 1e-6 * k : 1e-2, 1 / Math.sqrt(k));
const factored = (tree: Tree) => partition(tree, ({ shape }) => shape.length > 1);
const rms = (tree: Tree): Tree => sqrt(leafMean(square(tree)));

/**
 * Adafactor: the second moment of a matrix from its row and column means, steps relative to the parameters' size.
 * β₂ₖ = 1 − k^c, R, C ← averages of row and column means of g² + ε₁, V̂ = RCᵀ/mean(R) (vectors: V itself), u = g/√V̂,
 * u ← u / max(1, RMS(u)/d), α = max(ε₂, RMS(p))·ρₖ, p ← p − αλp − αu.
 *
 * `relative_step` sets ρₖ = min(10⁻², 1/√k) (10⁻⁶k under `warmup_init`); else ρₖ is `lr` (peak of the schedule), with `warmup_factor` the
 * fraction of the run spent on linear warmup before the cosine decay. `scale_parameter` false: α = ρₖ. `eps1` ε₁ (1e-30), `eps2` ε₂ (1e-3),
 * `clip_threshold` d (1), `decay_rate` c (−0.8), `beta1` averages αu (0: not), `weight_decay` λ (0). Filters are factored over their
 * last two axes.
 * Shazeer & Stern 2018, arXiv 1804.04235, algorithms 4 and 5.
 */
export function adafactor(point: Point): Transform<State> {
  const hp = withDefaults(point, { relative_step: false, scale_parameter: true, warmup_init: false });
  const { eps1, eps2, clip_threshold: threshold, decay_rate: decayRate } = hp;
  const { beta1 = 0, weight_decay: weightDecay = 0, scale_parameter: scaleParameter } = hp;
  const rate = hp.relative_step
    ? relativeStep(hp.warmup_init)
    : warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor });
  return {
    init(params) {
      const { selected, rest } = factored(params);
      return {
        rows: zerosLike(meanAxis(selected, -1)),
        columns: zerosLike(meanAxis(selected, -2)),
        v: zerosLike(rest),
        m: beta1 > 0 ? zerosLike(params) : null,
      };
    },
    update(g, state, ctx) {
      const { params, step: k } = ctx;
      const beta2 = 1 - k ** decayRate;
      const squares = factored(add(square(g), eps1));
      const rows = ema(state.rows, meanAxis(squares.selected, -1), beta2);
      const columns = ema(state.columns, meanAxis(squares.selected, -2), beta2);
      const v = ema(state.v, squares.rest, beta2);
      // g / √(R Cᵀ / mean(R)), in two factors: their product may be too small for float32.
      const inverse = mul(rsqrt(div(rows, meanAxis(rows, -2))), rsqrt(columns));
      const u = mul(g, merge(inverse, rsqrt(v)));
      const alpha = mul(scaleParameter ? maximum(rms(params), eps2) : onesLike(leafMean(params)), rate(ctx));
      const step = mul(div(u, maximum(div(rms(u), threshold), 1)), alpha);
      const m = state.m && ema(state.m, step, beta1);
      const decayed = mul(params, mul(alpha, weightDecay));
      return { updates: mul(add(m ?? step, decayed), -1), state: { rows, columns, v, m } };
    },
  };
}
