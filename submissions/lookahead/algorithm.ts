import {
  add,
  baseOptimizer,
  ema,
  isTree,
  mul,
  sub,
  type Transform,
  type Tree,
  withDefaults,
  zerosLike,
} from "steepest";

type Point = Readonly<
  Record<"la_steps" | "la_alpha" | "lr" | "one_minus_momentum" | "weight_decay" | "warmup_factor", number>
> & { readonly nesterov: boolean };

interface State<Inner> {
  readonly inner: Inner;
  readonly slow: Tree;
  /** Inner state of the last synchronisation, where momentum is pulled back to it. */
  readonly cached: unknown;
}

/** First moments are what the transforms of the library call `buffer` or `m`; second moments are left alone. */
const momenta = new Set(["buffer", "m"]);

/** A copy of a state with `change` applied to every momentum in it; `before` is the same state, earlier. */
function mapMomenta(now: unknown, before: unknown, change: (now: Tree, before: unknown) => Tree): unknown {
  if (typeof now !== "object" || now === null || isTree(now)) return now;
  const at = (key: string) => (before as Record<string, unknown> | null | undefined)?.[key];
  const entries = Object.entries(now).map(([key, value]): [string, unknown] => [
    key,
    isTree(value) && momenta.has(key) ? change(value, at(key)) : mapMomenta(value, at(key), change),
  ]);
  return Array.isArray(now) ? entries.map(([, value]) => value) : Object.fromEntries(entries);
}

/** Algorithm 1 of the paper around a whole method. */
function slowed<Inner>(
  inner: Transform<Inner>,
  k: number,
  alpha: number,
  pullback: string,
): Transform<State<Inner>> {
  const synchronise = (state: Inner, cached: unknown): Inner => {
    if (pullback === "none") return state;
    return mapMomenta(state, cached, (now, before) => {
      if (pullback === "reset") return zerosLike(now);
      return isTree(before) ? ema(before, now, 1 - alpha) : mul(now, alpha);
    }) as Inner;
  };
  return {
    init: (params) => ({ inner: inner.init(params), slow: params, cached: null }),
    update(g, state, ctx) {
      const fast = inner.update(g, state.inner, ctx);
      if (ctx.step % k !== 0) return { updates: fast.updates, state: { ...state, inner: fast.state } };
      const slow = ema(state.slow, add(ctx.params, fast.updates), 1 - alpha);
      const synchronised = synchronise(fast.state, state.cached);
      return {
        updates: sub(slow, ctx.params),
        state: { inner: synchronised, slow, cached: pullback === "pullback" ? synchronised : null },
      };
    },
    evalParams: (_params, { slow }) => slow,
  };
}

/**
 * Lookahead around SGD: k inner steps g ← ∇f(p) + λp, b ← μb + g, p ← p − ηb; then φ ← φ + α(p − φ), p ← φ. The slow weights φ are
 * evaluated.
 *
 * `la_steps` is k (5), `la_alpha` α (0.5), `pullback_momentum` what a synchronisation does to b ("none", "pullback": b ← αb + (1−α)b of the last
 * one, "reset": 0), `lr` η (peak of the schedule), `one_minus_momentum` 1 − μ, `nesterov` whether the inner method looks ahead,
 * `weight_decay` λ (coupled), `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is
 * constant. Zhang et al. 2019, arXiv 1907.08610.
 */
export function lookahead(point: Point) {
  const { pullback_momentum: pullback } = withDefaults(point, { pullback_momentum: "none" });
  if (!["none", "pullback", "reset"].includes(pullback))
    throw new RangeError(`pullback_momentum must be "none", "pullback" or "reset", not "${pullback}"`);
  const sgd = baseOptimizer({ ...point, momentum: 1 - point.one_minus_momentum });
  return slowed(sgd, point.la_steps, point.la_alpha, pullback);
}
