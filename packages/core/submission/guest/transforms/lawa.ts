import { aFunction, checkedOptions, count, either } from "../checkedOptions.ts";
import { add, mul } from "../operations/elementwise.ts";
import { expectTransform, inOrder, placed, placementsOf } from "../placement.ts";
import type { ScheduleContext } from "../schedules/schedule.ts";
import type { AsyncTransform, Transform, Transformed } from "../transform.ts";
import type { Tree } from "../tree.ts";
import { whenDone } from "../whenDone.ts";

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
export function lawa<Inner>(inner: Transform<Inner>, options?: LawaOptions): Transform<LawaState<Inner>>;
export function lawa<Inner>(
  inner: AsyncTransform<Inner>,
  options?: LawaOptions,
): AsyncTransform<LawaState<Inner>>;
export function lawa<Inner>(
  inner: Transform<Inner> | AsyncTransform<Inner>,
  options: LawaOptions = {},
): Transform<LawaState<Inner>> | AsyncTransform<LawaState<Inner>> {
  expectTransform("lawa: its first argument", inner);
  const { queueLength, interval } = checkedOptions("lawa", options, {
    queueLength: [count, 5],
    interval: [either(count, aFunction), 1],
  });
  return placed(
    {
      init: (params) => ({ inner: inner.init(params), queue: [] }),
      update(g, { inner: state, queue }: LawaState<Inner>, ctx) {
        // Whether it is a promise is what the signatures above say.
        return whenDone(inner.update(g, state, ctx), (step) => {
          const every = typeof interval === "number" ? interval : interval(ctx);
          const due = ctx.step % every === 0;
          const kept = due ? [...queue, add(ctx.params, step.updates)].slice(-queueLength) : queue;
          return { updates: step.updates, state: { inner: step.state, queue: kept } };
        }) as Transformed<LawaState<Inner>>;
      },
      evalParams(params, { inner: state, queue }: LawaState<Inner>) {
        if (queue.length < queueLength) return inner.evalParams?.(params, state) ?? params;
        return mul(
          queue.reduce((sum, copy) => add(sum, copy)),
          1 / queueLength,
        );
      },
    },
    ...inOrder("lawa", [...placementsOf(inner), { name: "lawa", takes: "final", gives: "averaged" }]),
  );
}
