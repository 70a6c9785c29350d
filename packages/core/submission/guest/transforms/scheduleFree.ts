import { checkedOptions, fraction, nonNegative, rate as rateOrSchedule } from "../checkedOptions.ts";
import { addScaled, ema, sub } from "../operations/elementwise.ts";
import { expectTransform, inOrder, placed, placementsOf } from "../placement.ts";
import type { Schedule } from "../schedules/schedule.ts";
import type { AsyncTransform, Transform, Transformed } from "../transform.ts";
import type { Tree } from "../tree.ts";
import { whenDone } from "../whenDone.ts";

export interface ScheduleFreeOptions {
  /** γ: warmed up, never decayed. */
  readonly learningRate: number | Schedule;
  /** β: how far y, where the gradient is taken, is on the way from z to x. */
  readonly beta?: number | undefined;
  /** Step k weighs kʳ in the average. */
  readonly r?: number | undefined;
  /** … times the largest γ so far to this power. */
  readonly weightLrPower?: number | undefined;
}

interface ScheduleFreeState<Inner> {
  readonly inner: Inner;
  readonly z: Tree;
  readonly x: Tree;
  readonly largest: number;
  readonly weightSum: number;
}

/**
 * z ← z − γ·u with u the inner transform's ascent direction at y; c = w/Σw, w = kʳ·γ_maxᵖ; x ← (1 − c)x + cz; y ← βx + (1 − β)z.
 * y is trained, x evaluated. `inner` gives directions without learning rate. Defazio et al. 2024, arXiv 2405.15682.
 */
export function scheduleFree<Inner>(
  inner: Transform<Inner>,
  options: ScheduleFreeOptions,
): Transform<ScheduleFreeState<Inner>>;
export function scheduleFree<Inner>(
  inner: AsyncTransform<Inner>,
  options: ScheduleFreeOptions,
): AsyncTransform<ScheduleFreeState<Inner>>;
export function scheduleFree<Inner>(
  inner: Transform<Inner> | AsyncTransform<Inner>,
  options: ScheduleFreeOptions,
): Transform<ScheduleFreeState<Inner>> | AsyncTransform<ScheduleFreeState<Inner>> {
  expectTransform("scheduleFree: its first argument", inner);
  const { learningRate, beta, r, weightLrPower } = checkedOptions("scheduleFree", options, {
    learningRate: [rateOrSchedule],
    beta: [fraction, 0.9],
    r: [nonNegative, 0],
    weightLrPower: [nonNegative, 2],
  });
  return placed(
    {
      init: (params) => ({ inner: inner.init(params), z: params, x: params, largest: 0, weightSum: 0 }),
      update(g, state: ScheduleFreeState<Inner>, ctx) {
        // Whether it is a promise is what the signatures above say.
        return whenDone(inner.update(g, state.inner, ctx), (direction) => {
          const rate = typeof learningRate === "number" ? learningRate : learningRate(ctx);
          const largest = Math.max(state.largest, rate);
          const weight = ctx.step ** r * largest ** weightLrPower;
          const weightSum = state.weightSum + weight;
          const z = addScaled(state.z, direction.updates, -rate);
          const x = ema(state.x, z, 1 - (weightSum > 0 ? weight / weightSum : 0));
          const y = ema(x, z, beta);
          return {
            updates: sub(y, ctx.params),
            state: { inner: direction.state, z, x, largest, weightSum },
          };
        }) as Transformed<ScheduleFreeState<Inner>>;
      },
      evalParams: (_params, { x }: ScheduleFreeState<Inner>) => x,
    },
    ...inOrder("scheduleFree", [
      ...placementsOf(inner),
      { name: "scheduleFree", takes: "directions", gives: "averaged" },
    ]),
  );
}
