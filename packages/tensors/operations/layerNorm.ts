import type { Tensor } from "@tensorflow/tfjs";
import { normalizeRows } from "./normalizeRows.ts";

/**
 * Normalizes every row (last axis) of x [..., width] to mean 0 and variance 1, then scales and shifts by `scale` and `bias`
 * [width] if given (Ba et al. 2016, arXiv 1607.06450).
 */
export const layerNorm = (x: Tensor, scale?: Tensor, bias?: Tensor, epsilon = 1e-5): Tensor =>
  normalizeRows(x, scale, bias, { epsilon, centred: true });
