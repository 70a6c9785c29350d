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
}

/** A copy of the inner method's state with `change` applied to SGD's momentum, which the library calls `buffer`. */
function mapBuffer(state: unknown, change: (buffer: Tree) => Tree): unknown {
  if (typeof state !== "object" || state === null || isTree(state)) return state;
  const entries = Object.entries(state).map(([key, value]): [string, unknown] => [
    key,
    isTree(value) && key === "buffer" ? change(value) : mapBuffer(value, change),
  ]);
  return Array.isArray(state) ? entries.map(([, value]) => value) : Object.fromEntries(entries);
}

/**
 * What the n-th synchronisation (from 1) does to the buffer. The authors' code keeps the buffer itself where it means a copy of it, so that from the
 * second on b ← αb + (1 − α)b₋ has its own αb for b₋.
 */
const pulled = (buffer: Tree, alpha: number, n: number): Tree =>
  mul(buffer, n === 1 ? alpha : alpha * (2 - alpha));

/** Algorithm 1 of the paper around a whole method. */
function slowed<Inner>(
  inner: Transform<Inner>,
  k: number,
  alpha: number,
  pullback: string,
): Transform<State<Inner>> {
  const synchronise = (state: Inner, n: number): Inner => {
    if (pullback === "none") return state;
    const change = (buffer: Tree) => (pullback === "reset" ? zerosLike(buffer) : pulled(buffer, alpha, n));
    return mapBuffer(state, change) as Inner;
  };
  return {
    init: (params) => ({ inner: inner.init(params), slow: params }),
    update(g, state, ctx) {
      const fast = inner.update(g, state.inner, ctx);
      if (ctx.step % k !== 0) return { updates: fast.updates, state: { ...state, inner: fast.state } };
      const slow = ema(state.slow, add(ctx.params, fast.updates), 1 - alpha);
      return {
        updates: sub(slow, ctx.params),
        state: { inner: synchronise(fast.state, ctx.step / k), slow },
      };
    },
    evalParams: (_params, { slow }) => slow,
  };
}

/**
 * Lookahead around SGD: k inner steps g ← ∇f(p) + λp, b ← μb + g, p ← p − ηb; then φ ← φ + α(p − φ), p ← φ. The slow weights φ are
 * evaluated.
 *
 * `la_steps` is k (5), `la_alpha` α (0.5), `pullback_momentum` what a synchronisation does to b ("none"; "reset": 0; "pullback": b ← αb at the first and
 * α(2 − α)b at the others, which is what the authors' code does), `lr` η (peak of the schedule), `one_minus_momentum` 1 − μ, `nesterov` whether the
 * inner method looks ahead, `weight_decay` λ (coupled), `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without
 * it η is constant. `base` "adamw" puts it around AdamW, with `beta1`, `beta2` and `eps`, whose moments no synchronisation changes.
 * Zhang et al. 2019, arXiv 1907.08610.
 */
export function lookahead(point: Point) {
  const hp = withDefaults(point, { pullback_momentum: "none", one_minus_momentum: 1 });
  const { pullback_momentum: pullback } = hp;
  if (!["none", "pullback", "reset"].includes(pullback))
    throw new RangeError(`pullback_momentum must be "none", "pullback" or "reset", not "${pullback}"`);
  const base = baseOptimizer(withDefaults(point, { momentum: 1 - hp.one_minus_momentum }));
  return slowed(base, hp.la_steps, hp.la_alpha, pullback);
}
