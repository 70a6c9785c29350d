import { count as aCount, checkedOptions, fraction, schedule } from "../checkedOptions.ts";
import { blockCosines } from "../operations/cosines.ts";
import { abs, add, mul, sign, sub } from "../operations/elementwise.ts";
import { asMatrices, reshapeLike } from "../operations/leafShapes.ts";
import { largest } from "../operations/order.ts";
import { zerosLike } from "../operations/shapes.ts";
import { placed, takesDirections } from "../placement.ts";
import type { Schedule } from "../schedules/schedule.ts";
import type { Transform } from "../transform.ts";
import type { Tree } from "../tree.ts";

export interface DemoOptions {
  /** η, which is inside the momentum. */
  readonly learningRate: Schedule;
  /** β: what is left of the momentum at every step. */
  readonly decay?: number | undefined;
  /** Longest side of a block. */
  readonly chunk?: number | undefined;
  /** Coefficients of a block that are taken out. */
  readonly count?: number | undefined;
}

/**
 * Δ ← βΔ + ηg; q ← the `count` largest cosine coefficients of each block of Δ, transformed back; Δ ← Δ − q; update sign(q). Peng et al.
 * 2024, arXiv 2411.19870, algorithm 1, with one worker. A filter is taken as the matrix [height · width · in, out].
 */
export function scaleByDemo(options: DemoOptions): Transform<{ readonly delta: Tree }> {
  const { learningRate, decay, chunk, count } = checkedOptions("scaleByDemo", options, {
    learningRate: [schedule],
    decay: [fraction, 0.999],
    chunk: [aCount, 64],
    count: [aCount, 32],
  });
  return placed(
    {
      init: (params) => ({ delta: zerosLike(params) }),
      update(g, state, ctx) {
        const delta = add(mul(state.delta, decay), mul(g, learningRate(ctx)));
        const matrices = asMatrices(delta);
        const cosines = blockCosines(matrices, chunk);
        const coefficients = cosines.forward(matrices);
        const kept = mul(coefficients, largest(abs(coefficients), count));
        const fast = reshapeLike(cosines.inverse(kept), g);
        return { updates: sign(fast), state: { delta: sub(delta, fast) } };
      },
    },
    takesDirections("scaleByDemo"),
  );
}
