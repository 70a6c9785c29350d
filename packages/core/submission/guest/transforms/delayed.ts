import { checkedOptions, whole } from "../checkedOptions.ts";
import { delays } from "../delays.ts";
import { checked, host } from "../host.ts";
import { placed, takesDirections } from "../placement.ts";
import type { Transform } from "../transform.ts";
import type { Tree } from "../tree.ts";

interface Past {
  /** Parameters of the last steps, at most as many as the delay, the oldest first. */
  readonly past: readonly Tree[];
}

/**
 * Stale gradients, as asynchronous and pipelined training have them: every gradient is taken at the parameters of `steps` steps before, in the
 * first steps at the initial ones. Belongs into the optimizer's own chain. 4 · `steps` bytes a parameter.
 */
export function delayed(steps: number): Transform<Past> {
  checkedOptions("delayed", { steps }, { steps: [whole] });
  delays.areUsed = true;
  return placed(
    {
      init() {
        checked(host.noteParallel(1, steps));
        return { past: [] };
      },
      gradientParams: (params, { past }) => past[0] ?? params,
      update(updates, { past }, { params, gradientParams }) {
        if (past[0] && past[0] !== gradientParams) {
          throw new TypeError(
            "delayed: gradients are those of other parameters; it belongs into the optimizer's own chain, once, not into a wrapper",
          );
        }
        return { updates, state: { past: steps === 0 ? [] : [...past, params].slice(-steps) } };
      },
    },
    takesDirections("delayed"),
  );
}
