import { limit as anyLimit, checkedOptions } from "../checkedOptions.ts";
import { div, maximum, mul } from "../operations/elementwise.ts";
import { globalNorm } from "../operations/reductions.ts";
import type { Transform } from "../transform.ts";
import { stateless } from "./stateless.ts";

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
