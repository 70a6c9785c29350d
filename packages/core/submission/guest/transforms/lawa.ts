import { add, mul } from "../operations/elementwise.ts";
import type { ScheduleContext } from "../schedules/schedule.ts";
import type { Transform } from "../transform.ts";
import type { Tree } from "../tree.ts";

export interface LawaOptions {
  /** k: how many of the latest copies are averaged. */
  readonly queueLength?: number | undefined;
  /** Steps from one copy to the next, or a function of the run's length. */
  readonly interval?: number | ((ctx: ScheduleContext) => number) | undefined;
}

interface LawaState<Inner> {
  readonly inner: Inner;
  /** Oldest first. */
  readonly queue: readonly Tree[];
}

/**
 * Latest weight averaging: every `interval` steps a copy of the parameters joins a queue; the mean of the queue is evaluated once it is
 * full. Training goes on as if there were no average. Kaddour 2022, arXiv 2209.14981.
 */
export function lawa<Inner>(
  inner: Transform<Inner>,
  { queueLength = 5, interval = 1 }: LawaOptions = {},
): Transform<LawaState<Inner>> {
  return {
    init: (params) => ({ inner: inner.init(params), queue: [] }),
    update(g, { inner: state, queue }, ctx) {
      const step = inner.update(g, state, ctx);
      const every = typeof interval === "number" ? interval : interval(ctx);
      const due = ctx.step % every === 0;
      const kept = due ? [...queue, add(ctx.params, step.updates)].slice(-queueLength) : queue;
      return { updates: step.updates, state: { inner: step.state, queue: kept } };
    },
    evalParams(params, { inner: state, queue }) {
      if (queue.length < queueLength) return inner.evalParams?.(params, state) ?? params;
      return mul(
        queue.reduce((sum, copy) => add(sum, copy)),
        1 / queueLength,
      );
    },
  };
}
