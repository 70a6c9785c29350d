import { add, ema, mul } from "../operations/elementwise.ts";
import { zerosLike } from "../operations/shapes.ts";
import type { Transform } from "../transform.ts";
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

/**
 * Trains as before and evaluates an exponential moving average of the parameters: a ← decay · a + (1 − decay) · p. The last transform of a chain,
 * because it has to see what is added to the parameters. 4 bytes a parameter.
 */
export const averageExponentially = ({
  decay = 0.999,
  debias = true,
}: ExponentialAverageOptions = {}): Transform<AverageState> => ({
  init: (params) => ({ average: debias ? zerosLike(params) : params, step: 0 }),
  update(updates, state, { params }) {
    const average = ema(state.average, add(params, updates), decay);
    return { updates, state: { average, step: state.step + 1 } };
  },
  evalParams(params, { average, step }) {
    if (step === 0) return params;
    return debias ? mul(average, 1 / (1 - decay ** step)) : average;
  },
});
