import { derivedContext } from "../fromTransform.ts";
import { add, sub } from "../operations/elementwise.ts";
import type { AnyTransform, Transform } from "../transform.ts";

interface SequentialState {
  readonly run: number;
  readonly inner: unknown;
}

/**
 * Whole runs one after the other, each of `runFactor` of the step hint, each from fresh initial parameters and a fresh state, and each
 * with schedules over its own length; the last goes on for as long as there is time. Running statistics of batch norm are carried along.
 */
export function sequentially(
  transforms: readonly AnyTransform[],
  { runFactor = 1 / transforms.length }: { readonly runFactor?: number } = {},
): Transform<SequentialState> {
  return {
    init: (params) => ({ run: 0, inner: transforms[0]?.init(params) }),
    update(g, state, ctx) {
      const length = Math.max(1, Math.floor(runFactor * ctx.stepHint));
      const run = Math.min(transforms.length - 1, Math.floor((ctx.step - 1) / length));
      const transform = transforms[run] as AnyTransform;
      const clock = { step: ctx.step - run * length, stepHint: length };
      if (run === state.run) {
        const { updates, state: inner } = transform.update(g, state.inner, derivedContext(ctx, clock));
        return { updates, state: { run, inner } };
      }
      const params = ctx.reinitialize();
      const { grads } = ctx.lossAndGrad(params, ctx.batch);
      const context = derivedContext(ctx, { ...clock, params });
      const { updates, state: inner } = transform.update(grads, transform.init(params), context);
      return { updates: sub(add(params, updates), ctx.params), state: { run, inner } };
    },
    evalParams: (params, { run, inner }) => transforms[run]?.evalParams?.(params, inner) ?? params,
  };
}
