import { checkedOptions, count, nonNegative, schedule } from "../checkedOptions.ts";
import { addScaled, mul } from "../operations/elementwise.ts";
import { placed } from "../placement.ts";
import type { Schedule } from "../schedules/schedule.ts";
import type { Transform } from "../transform.ts";
import { stateless } from "./stateless.ts";

/**
 * Decoupled weight decay after the step: p ← p + u, then p ← p − ηλp, so that the update's own part decays too. Stands behind the
 * learning rate η. From step `start` on.
 */
export function decayNewWeights(weightDecay: number, learningRate: Schedule, start = 1): Transform<null> {
  checkedOptions(
    "decayNewWeights",
    { weightDecay, learningRate, start },
    { weightDecay: [nonNegative], learningRate: [schedule], start: [count] },
  );
  return placed(
    stateless((updates, ctx) => {
      const decay = ctx.step < start ? 0 : learningRate(ctx) * weightDecay;
      return decay === 0 ? updates : addScaled(mul(updates, 1 - decay), ctx.params, -decay);
    }),
    { name: "decayNewWeights", takes: "steps", gives: "steps" },
  );
}
