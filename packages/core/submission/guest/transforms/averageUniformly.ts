import { checkedOptions, partOfRun } from "../checkedOptions.ts";
import { add, ema } from "../operations/elementwise.ts";
import { placed, seesParameters } from "../placement.ts";
import type { Transform } from "../transform.ts";
import type { Tree } from "../tree.ts";

export interface UniformAverageOptions {
  /** Where the average begins, as a fraction of `ctx.stepHint`. */
  readonly startFactor?: number | undefined;
}

interface AverageState {
  readonly average: Tree;
  readonly count: number;
}

/**
 * Trains as before and evaluates the mean of all parameters since `startFactor` of the run (Polyak & Juditsky 1992; of the tail: Jain et al. 2018,
 * arXiv 1610.03774). The last transform of a chain, because it has to see what is added to the parameters. 4 bytes a parameter.
 */
export function averageUniformly(options: UniformAverageOptions = {}): Transform<AverageState> {
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
