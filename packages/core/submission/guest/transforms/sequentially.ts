import { checkedOptions, type Kind, listOf, positive } from "../checkedOptions.ts";
import { derivedContext } from "../fromTransform.ts";
import { add, sub } from "../operations/elementwise.ts";
import { expectTransform, placed } from "../placement.ts";
import type { AnyTransform, Transform } from "../transform.ts";

interface SequentialState {
  readonly run: number;
  readonly inner: unknown;
}

const anything: Kind = { what: "a transform", allows: () => true };
const aList = listOf(anything);

/**
 * Whole runs one after the other, each of `runFactor` of the step hint, each from fresh initial parameters and a fresh state, and each
 * with schedules over its own length; the last goes on for as long as there is time. Running statistics of batch norm are carried along.
 */
export function sequentially(
  transforms: readonly AnyTransform[],
  options: { readonly runFactor?: number | undefined } = {},
): Transform<SequentialState> {
  checkedOptions("sequentially", { transforms }, { transforms: [aList] });
  transforms.forEach((transform, place) => {
    expectTransform(`sequentially: transform ${place + 1} of its list`, transform);
  });
  const { runFactor } = checkedOptions("sequentially", options, {
    runFactor: [positive, 1 / transforms.length],
  });
  return placed(
    {
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
    },
    { name: "sequentially", takes: "gradients", gives: "steps" },
  );
}
