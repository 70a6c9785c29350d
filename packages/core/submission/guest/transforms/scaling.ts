import {
  aFunction,
  aNumber,
  schedule as aSchedule,
  checkedOptions,
  decay,
  flag,
  fraction,
  limit,
  rate,
} from "../checkedOptions.ts";
import { add, addScaled, div, greater, minimum, mul, where } from "../operations/elementwise.ts";
import { leafNorm } from "../operations/reductions.ts";
import { onesLike, zerosLike } from "../operations/shapes.ts";
import { givesSteps, placed, takesDirections } from "../placement.ts";
import type { Schedule } from "../schedules/decays.ts";
import type { Transform, TransformContext } from "../transform.ts";
import type { Tree } from "../tree.ts";

/** A transform that remembers nothing. */
export function stateless(apply: (updates: Tree, ctx: TransformContext) => Tree): Transform<null> {
  checkedOptions("stateless", { apply }, { apply: [aFunction] });
  return {
    init: () => null,
    update: (updates, state, ctx) => ({ updates: apply(updates, ctx), state }),
  };
}

/**
 * update · −η(step): the last transform of a descent method. The sign is in it, so η is never negative; `scale` takes any factor.
 */
export function scaleByLearningRate(learningRate: number | Schedule): Transform<null> {
  checkedOptions("scaleByLearningRate", { learningRate }, { learningRate: [rate] });
  return placed(
    stateless((updates, ctx) =>
      mul(updates, -(typeof learningRate === "number" ? learningRate : learningRate(ctx))),
    ),
    givesSteps("scaleByLearningRate"),
  );
}

/** update · factor. */
export function scale(factor: number): Transform<null> {
  checkedOptions("scale", { factor }, { factor: [aNumber] });
  return stateless((updates) => mul(updates, factor));
}

/** update · schedule(step). */
export function scaleBySchedule(schedule: Schedule): Transform<null> {
  checkedOptions("scaleBySchedule", { schedule }, { schedule: [aSchedule] });
  return stateless((updates, ctx) => mul(updates, schedule(ctx)));
}

export interface MomentumOptions {
  /** μ. */
  readonly momentum?: number | undefined;
  /** Fraction of the gradient held back from the buffer after the first step. */
  readonly dampening?: number | undefined;
  /** Update with g + μ·b instead of b (Sutskever et al. 2013, gradient at the stored parameters). */
  readonly nesterov?: boolean | undefined;
}

/** b ← μb + (1 − dampening)g, with b = g at the first step; update b. Polyak 1964. */
export function momentum(options: MomentumOptions = {}): Transform<{ readonly buffer: Tree }> {
  const checked = checkedOptions("momentum", options, {
    momentum: [decay, 0.9],
    dampening: [fraction, 0],
    nesterov: [flag, false],
  });
  const { momentum: mu, dampening, nesterov } = checked;
  return {
    init: (params) => ({ buffer: zerosLike(params) }),
    update(g, state, { step }) {
      const kept = mul(state.buffer, mu);
      const buffer = step === 1 || dampening === 0 ? add(kept, g) : addScaled(kept, g, 1 - dampening);
      return { updates: nesterov ? addScaled(g, buffer, mu) : buffer, state: { buffer } };
    },
  };
}

export interface TrustRatioOptions {
  /** What the ratio is multiplied by. */
  readonly coefficient?: number | Schedule | undefined;
  /** Norms above this count as this. Left out: no limit. */
  readonly maxNorm?: number | undefined;
}

/**
 * Every leaf of the update scaled to its parameters' length: u ← u · coefficient · ‖p‖/‖u‖; a leaf whose ‖p‖ or ‖u‖ is 0 stays as it is.
 * You et al. 2020, arXiv 1904.00962 (φ is the identity).
 */
export function scaleByTrustRatio(options: TrustRatioOptions = {}): Transform<null> {
  const { coefficient, maxNorm } = checkedOptions("scaleByTrustRatio", options, {
    coefficient: [rate, 1],
    maxNorm: [limit, undefined],
  });
  return placed(
    stateless((updates, ctx) => {
      const limited = (norms: typeof updates) => (maxNorm === undefined ? norms : minimum(norms, maxNorm));
      const [p, u] = [limited(leafNorm(ctx.params)), limited(leafNorm(updates))];
      const ratio = mul(div(p, u), typeof coefficient === "number" ? coefficient : coefficient(ctx));
      return mul(updates, where(greater(minimum(p, u), 0), ratio, onesLike(p)));
    }),
    takesDirections("scaleByTrustRatio"),
  );
}
