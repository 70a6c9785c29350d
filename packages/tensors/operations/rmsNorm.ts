import type { Tensor } from "@tensorflow/tfjs";
import { normalizeRows } from "./normalizeRows.ts";

/**
 * Divides every row (last axis) of x [..., width] by the root of its mean square, then scales by `scale` [width] if given
 * (Zhang & Sennrich 2019, arXiv 1910.07467).
 */
export const rmsNorm = (x: Tensor, scale?: Tensor, epsilon = 1e-6): Tensor =>
  normalizeRows(x, scale, undefined, { epsilon, centred: false });
