import {
  checkedOptions,
  flag,
  fraction,
  type Kind,
  nonNegative,
  partOfRun,
  rate as rateOrSchedule,
} from "../checkedOptions.ts";
import { add, addScaled, ema, mul, sub } from "../operations/elementwise.ts";
import { zerosLike } from "../operations/shapes.ts";
import { expectTransform, inOrder, placed, placementsOf, seesParameters } from "../placement.ts";
import type { Schedule } from "../schedules/decays.ts";
import { type AsyncTransform, type Transform, type Transformed, whenDone } from "../transform.ts";
import type { Tree } from "../tree.ts";

export interface ExponentialAverageOptions {
  readonly decay?: number | undefined;
  /** Divide by 1 − decayᵏ: without it the average starts at the first parameters and forgets them slowly. */
  readonly debias?: boolean | undefined;
}

interface AverageState {
  readonly average: Tree;
  readonly step: number;
}

/** Without gradients in it there is nothing to divide by. */
const belowOneToDebias: Kind = {
  what: "below 1 with `debias` (the mean of all parameters is averageUniformly())",
  allows: (value) => value !== 1,
};

/**
 * Trains as before and evaluates an exponential moving average of the parameters: a ← decay · a + (1 − decay) · p. The last transform of a chain,
 * because it has to see what is added to the parameters. 4 bytes a parameter.
 */
export function averageExponentially(options: ExponentialAverageOptions = {}): Transform<AverageState> {
  const { decay, debias } = checkedOptions("averageExponentially", options, {
    decay: [fraction, 0.999],
    debias: [flag, true],
  });
  if (debias) checkedOptions("averageExponentially", { decay }, { decay: [belowOneToDebias] });
  return placed(
    {
      init: (params) => ({ average: debias ? zerosLike(params) : params, step: 0 }),
      update(updates, state, { params }) {
        const average = ema(state.average, add(params, updates), decay);
        return { updates, state: { average, step: state.step + 1 } };
      },
      evalParams(params, { average, step }) {
        if (step === 0) return params;
        return debias ? mul(average, 1 / (1 - decay ** step)) : average;
      },
    },
    seesParameters("averageExponentially"),
  );
}

export interface UniformAverageOptions {
  /** Where the average begins, as a fraction of `ctx.stepHint`. */
  readonly startFactor?: number | undefined;
}

interface UniformAverageState {
  readonly average: Tree;
  readonly count: number;
}

/**
 * Trains as before and evaluates the mean of all parameters since `startFactor` of the run (Polyak & Juditsky 1992; of the tail: Jain et al. 2018,
 * arXiv 1610.03774). The last transform of a chain, because it has to see what is added to the parameters. 4 bytes a parameter.
 */
export function averageUniformly(options: UniformAverageOptions = {}): Transform<UniformAverageState> {
  const { startFactor } = checkedOptions("averageUniformly", options, { startFactor: [partOfRun, 0] });
  return placed(
    {
      init: (params) => ({ average: params, count: 0 }),
      update(updates, state, { params, step, stepHint }) {
        const next = add(params, updates);
        // Before the start the average is the parameters themselves: it is thrown away at every step.
        const count = step > startFactor * stepHint ? state.count + 1 : 0;
        return {
          updates,
          state: { average: count > 1 ? ema(state.average, next, 1 - 1 / count) : next, count },
        };
      },
      evalParams: (params, { average, count }) => (count > 0 ? average : params),
    },
    seesParameters("averageUniformly"),
  );
}

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
