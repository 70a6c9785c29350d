import { add, baseOptimizer, mul, type Schedule, type Transform, type Tree, withDefaults } from "steepest";

type Point = Readonly<
  Record<"interval_factor" | "lr" | "one_minus_momentum" | "weight_decay" | "warmup_factor", number>
> & { readonly nesterov: boolean };

interface State<Inner> {
  readonly inner: Inner;
  /** Oldest first. */
  readonly queue: readonly Tree[];
}

/** The mean of the k latest copies is evaluated; training goes on as if there were no average. */
export const averagingLatest = <Inner>(
  k: number,
  interval: Schedule,
  inner: Transform<Inner>,
): Transform<State<Inner>> => ({
  init: (params) => ({ inner: inner.init(params), queue: [] }),
  update(g, state, ctx) {
    const step = inner.update(g, state.inner, ctx);
    const due = ctx.step % interval(ctx) === 0;
    const queue = due ? [...state.queue, add(ctx.params, step.updates)].slice(-k) : state.queue;
    return { updates: step.updates, state: { inner: step.state, queue } };
  },
  evalParams(params, { queue }) {
    if (queue.length < k) return params;
    return mul(
      queue.reduce((sum, copy) => add(sum, copy)),
      1 / k,
    );
  },
});

/**
 * Latest weight averaging around SGD: g ← ∇f(p) + λp, b ← μb + g, p ← p − ηb; every `interval` steps p joins a queue of length k, whose mean is
 * evaluated once the queue is full.
 *
 * `queue_length` is k (5), `interval` counts steps; left out, it is `interval_factor` of the run, at least one step (the paper: an epoch). `lr` is
 * η (peak of the schedule), `one_minus_momentum` 1 − μ, `nesterov` whether the base looks ahead, `weight_decay` λ (coupled), `warmup_factor` the
 * fraction of the run spent on linear warmup before the cosine decay; without it η is constant. `base` "adamw" puts it around AdamW, with `beta1`,
 * `beta2` and `eps`. Kaddour 2022, arXiv 2209.14981.
 */
export function lawa(point: Point) {
  const hp = withDefaults(point, {
    queue_length: 5,
    interval: undefined as number | undefined,
    one_minus_momentum: 1,
  });
  const interval: Schedule = ({ stepHint }) =>
    hp.interval ?? Math.max(1, Math.round(hp.interval_factor * stepHint));
  const base = baseOptimizer(withDefaults(point, { momentum: 1 - hp.one_minus_momentum }));
  return averagingLatest(hp.queue_length, interval, base);
}
