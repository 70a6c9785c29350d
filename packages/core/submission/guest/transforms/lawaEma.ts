import { aFunction, checkedOptions, count, either, fraction } from "../checkedOptions.ts";
import { add, ema } from "../operations/elementwise.ts";
import { expectTransform, inOrder, placed, placementsOf } from "../placement.ts";
import type { ScheduleContext } from "../schedules/schedule.ts";
import type { AsyncTransform, Transform, Transformed } from "../transform.ts";
import type { Tree } from "../tree.ts";
import { whenDone } from "../whenDone.ts";

export interface LawaEmaOptions {
  readonly decay?: number | undefined;
  /** Steps from one copy to the next, or a function of the run's length. */
  readonly interval?: number | ((ctx: ScheduleContext) => number) | undefined;
}

interface LawaEmaState<Inner> {
  readonly inner: Inner;
  /** Null until the first copy. */
  readonly average: Tree | null;
}

/**
 * Every `interval` steps the parameters join an exponential moving average, which starts at the first copy and is evaluated. Training goes on
 * as if there were no average. AlgoPerf's competition entry LAWA (EMA), arXiv 2502.15015; Kaddour 2022, arXiv 2209.14981.
 */
export function lawaEma<Inner>(
  inner: Transform<Inner>,
  options?: LawaEmaOptions,
): Transform<LawaEmaState<Inner>>;
export function lawaEma<Inner>(
  inner: AsyncTransform<Inner>,
  options?: LawaEmaOptions,
): AsyncTransform<LawaEmaState<Inner>>;
export function lawaEma<Inner>(
  inner: Transform<Inner> | AsyncTransform<Inner>,
  options: LawaEmaOptions = {},
): Transform<LawaEmaState<Inner>> | AsyncTransform<LawaEmaState<Inner>> {
  expectTransform("lawaEma: its first argument", inner);
  const { decay, interval } = checkedOptions("lawaEma", options, {
    decay: [fraction, 0.9],
    interval: [either(count, aFunction), 1],
  });
  return placed(
    {
      init: (params) => ({ inner: inner.init(params), average: null }),
      update(g, { inner: state, average }: LawaEmaState<Inner>, ctx) {
        // Whether it is a promise is what the signatures above say.
        return whenDone(inner.update(g, state, ctx), (step) => {
          const every = typeof interval === "number" ? interval : interval(ctx);
          if (ctx.step % every !== 0) return { updates: step.updates, state: { inner: step.state, average } };
          const copy = add(ctx.params, step.updates);
          const joined = average ? ema(average, copy, decay) : copy;
          return { updates: step.updates, state: { inner: step.state, average: joined } };
        }) as Transformed<LawaEmaState<Inner>>;
      },
      evalParams: (params, { average }: LawaEmaState<Inner>) => average ?? params,
    },
    ...inOrder("lawaEma", [...placementsOf(inner), { name: "lawaEma", takes: "final", gives: "averaged" }]),
  );
}
