import { limit as anyLimit, checkedOptions, nonNegative } from "../checkedOptions.ts";
import { div, maximum, minimum, mul } from "../operations/elementwise.ts";
import { reshapeLeaves, reshapeLike } from "../operations/leafShapes.ts";
import { normAxis } from "../operations/reductions.ts";
import type { Transform } from "../transform.ts";
import type { LeafInfo, Tree } from "../tree.ts";
import { stateless } from "./stateless.ts";

export interface AdaptiveClippingOptions {
  /** λ: largest ratio of an update's norm to its weights'; Infinity is no limit. */
  readonly limit?: number | undefined;
  /** Weights shorter than this count as this long: zero-initialised ones could not move. */
  readonly eps?: number | undefined;
}

/** [inputs, units]: a unit is what one output is computed from; a vector or a scalar is one unit. */
const unitsOf = ({ shape }: LeafInfo): readonly number[] => {
  const size = shape.reduce((product, length) => product * length, 1);
  const units = shape.length < 2 ? 1 : (shape.at(-1) ?? 1);
  return [size / units, units];
};

/**
 * Adaptive gradient clipping: each unit's update · min(1, λ · max(‖w‖, ε) / ‖update‖), norms over a column of a dense weight or an output of a filter, and
 * over the whole of a vector. Brock et al. 2021, arXiv 2102.06171, equation 3.
 */
export function clipAdaptively(options: AdaptiveClippingOptions = {}): Transform<null> {
  const { limit, eps } = checkedOptions("clipAdaptively", options, {
    limit: [anyLimit, 0.01],
    eps: [nonNegative, 1e-3],
  });
  return stateless((updates, { params }) => {
    // No limit, also of weights and an ε that are 0.
    if (limit === Number.POSITIVE_INFINITY) return updates;
    const units = (tree: Tree) => reshapeLeaves(tree, unitsOf);
    const u = units(updates);
    const longest = mul(maximum(normAxis(units(params), 0), eps), limit);
    const factor = minimum(div(longest, maximum(normAxis(u, 0), 1e-6)), 1);
    return reshapeLike(mul(u, factor), updates);
  });
}
