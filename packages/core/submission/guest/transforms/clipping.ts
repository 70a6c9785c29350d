import { limit as anyLimit, checkedOptions, nonNegative } from "../checkedOptions.ts";
import { clip, div, maximum, minimum, mul, sub } from "../operations/elementwise.ts";
import { globalNorm, meanAxis, normAxis } from "../operations/reductions.ts";
import { asMatrices, merge, partition, reshapeLeaves, reshapeLike } from "../operations/shapes.ts";
import type { Transform } from "../transform.ts";
import type { LeafInfo, Tree } from "../tree.ts";
import { stateless } from "./scaling.ts";

/** Every element limited to [−limit, limit]; Infinity is no limit. */
export function clipByValue(limit: number): Transform<null> {
  checkedOptions("clipByValue", { limit }, { limit: [anyLimit] });
  return stateless((updates) => clip(updates, -limit, limit));
}

/**
 * update · min(1, limit / ‖update‖₂), norm over all leaves together (Pascanu et al. 2013, arXiv 1211.5063). A limit of 0 gives 0, of Infinity
 * the update.
 */
export function clipByGlobalNorm(limit: number): Transform<null> {
  checkedOptions("clipByGlobalNorm", { limit }, { limit: [anyLimit] });
  return stateless((updates) => {
    // 0/0 and ∞/∞ otherwise. NaN and ∞ in an update are not made 0.
    if (limit === 0) return mul(updates, 0);
    if (limit === Number.POSITIVE_INFINITY) return updates;
    return mul(updates, div(limit, maximum(globalNorm(updates), limit)));
  });
}

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

/**
 * Gradient centralisation: of every matrix and filter the mean over all that an output is computed from is taken out; vectors stay. The columns
 * of what comes out sum to 0. Yong et al. 2020, arXiv 2004.01461, equation 1.
 */
export const centralizeGradient = () =>
  stateless((updates) => {
    const { selected, rest } = partition(updates, ({ shape }) => shape.length > 1);
    if (selected.length === 0) return updates;
    const columns = asMatrices(selected);
    return merge(reshapeLike(sub(columns, meanAxis(columns, 0)), selected), rest);
  });
