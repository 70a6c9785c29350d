import { checkedOptions, flag, fraction, type Kind } from "../checkedOptions.ts";
import { add, ema, mul } from "../operations/elementwise.ts";
import { zerosLike } from "../operations/shapes.ts";
import { placed, seesParameters } from "../placement.ts";
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
