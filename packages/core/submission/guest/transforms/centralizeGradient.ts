import { sub } from "../operations/elementwise.ts";
import { asMatrices, reshapeLike } from "../operations/leafShapes.ts";
import { meanAxis } from "../operations/reductions.ts";
import { merge, partition } from "../operations/shapes.ts";
import { stateless } from "./stateless.ts";

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
