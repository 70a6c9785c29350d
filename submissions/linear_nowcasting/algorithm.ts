import {
  add,
  addScaled,
  baseOptimizer,
  chain,
  mul,
  sub,
  type Transform,
  type Tree,
  withDefaults,
} from "steepest";

type Point = Readonly<
  Record<"period" | "horizon" | "lr" | "one_minus_beta1" | "beta2" | "weight_decay" | "warmup_factor", number>
>;

interface State {
  readonly inner: readonly unknown[];
  /** The latest parameters, oldest first. */
  readonly past: readonly Tree[];
}

/** Slope of the least-squares line through values at 0, 1, … n − 1, element by element: Σ(i − mean)xᵢ / Σ(i − mean)². */
function slopeOf(values: readonly Tree[]): Tree {
  const middle = (values.length - 1) / 2;
  const spread = values.reduce((sum, _, i) => sum + (i - middle) ** 2, 0);
  const [first, ...others] = values.map((value, i) => mul(value, (i - middle) / spread));
  return others.reduce(add, first as Tree);
}

const nowcast = (point: Point): Transform<State> => {
  const hp = withDefaults(point, { window: 5, stop_factor: 0.7, eps: 1e-8 });
  const inner = baseOptimizer({
    base: "adamw",
    lr: hp.lr,
    beta1: 1 - hp.one_minus_beta1,
    beta2: hp.beta2,
    eps: hp.eps,
    weight_decay: hp.weight_decay,
    warmup_factor: hp.warmup_factor,
  });
  return {
    init: (params) => ({ inner: inner.init(params), past: [] }),
    update(g, state, ctx) {
      const { updates, state: after } = inner.update(g, state.inner, ctx);
      const moved = add(ctx.params, updates);
      const past = [...state.past, moved].slice(-hp.window);
      const isDue = ctx.step % hp.period === 0 && ctx.step <= hp.stop_factor * ctx.stepHint;
      if (!isDue || past.length < hp.window) return { updates, state: { inner: after, past } };
      // From here on the line starts anew.
      const ahead = addScaled(moved, slopeOf(past), hp.horizon);
      return { updates: sub(ahead, ctx.params), state: { inner: after, past: [] } };
    },
  };
};

/**
 * Nowcasting of weights by a line: now and then every weight jumps to where it would be after h more steps along the line through its latest values; in between AdamW.
 * Every T steps p ← p + h·s, s the least-squares slope of the last c parameters.
 *
 * `period` is T, `horizon` h, `window` c (5), `stop_factor` the part of the run after which nothing is predicted any more (0.7); `lr` is η (peak of the schedule),
 * `one_minus_beta1` 1 − β₁, `beta2` β₂, `eps` ε (1e-8), `weight_decay` λ (decoupled), `warmup_factor` the fraction of the run spent on linear warmup before the
 * cosine decay; without it η is constant. The periodic prediction of Knyazev et al. 2024 (NiNo), arXiv 2409.04434, with their linear baseline (LineFit) in place of a graph network, whose
 * trained weights have no place in a submission.
 */
export const linearNowcasting = (hp: Point) => chain(nowcast(hp));
