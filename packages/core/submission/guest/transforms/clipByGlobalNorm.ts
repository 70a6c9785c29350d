import { div, maximum, mul } from "../operations/elementwise.ts";
import { globalNorm } from "../operations/reductions.ts";
import { stateless } from "./stateless.ts";

/** update · min(1, limit / ‖update‖₂), norm over all leaves together (Pascanu et al. 2013, arXiv 1211.5063). */
export const clipByGlobalNorm = (limit: number) =>
  stateless((updates) => mul(updates, div(limit, maximum(globalNorm(updates), limit))));
