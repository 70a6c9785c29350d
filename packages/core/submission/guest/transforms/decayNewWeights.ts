import { addScaled, mul } from "../operations/elementwise.ts";
import type { Schedule } from "../schedules/schedule.ts";
import { stateless } from "./stateless.ts";

/**
 * Decoupled weight decay after the step: p ← p + u, then p ← p − ηλp, so that the update's own part decays too. Stands behind the
 * learning rate η. From step `start` on.
 */
export const decayNewWeights = (weightDecay: number, learningRate: Schedule, start = 1) =>
  stateless((updates, ctx) => {
    const decay = ctx.step < start ? 0 : learningRate(ctx) * weightDecay;
    return decay === 0 ? updates : addScaled(mul(updates, 1 - decay), ctx.params, -decay);
  });
