import { aFunction, checkedOptions, either, nonNegative } from "../checkedOptions.ts";
import { add, addScaled, mul } from "../operations/elementwise.ts";
import { leafScalars } from "../operations/leafShapes.ts";
import { placed, takesDirections } from "../placement.ts";
import type { Transform } from "../transform.ts";
import type { LeafInfo } from "../tree.ts";
import { stateless } from "./stateless.ts";

/**
 * update + λ·parameters. Before momentum or moments it is coupled L2 regularisation; after them, and before the learning rate,
 * decoupled weight decay (Loshchilov & Hutter 2019, arXiv 1711.05101). λ may depend on kind and shape of the leaf.
 */
export function addDecayedWeights(weightDecay: number | ((leaf: LeafInfo) => number) = 0): Transform<null> {
  checkedOptions("addDecayedWeights", { weightDecay }, { weightDecay: [either(nonNegative, aFunction)] });
  return placed(
    stateless((updates, { params }) => {
      if (weightDecay === 0) return updates;
      if (typeof weightDecay === "number") return addScaled(updates, params, weightDecay);
      return add(updates, mul(params, leafScalars(params, weightDecay)));
    }),
    takesDirections("addDecayedWeights"),
  );
}
