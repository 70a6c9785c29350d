import { reshape, type Tensor } from "@tensorflow/tfjs";
import { normalizeGroups } from "./normalizeGroups.ts";
import { normalizeRows } from "./normalizeRows.ts";
import { requireTensor } from "./requireTensor.ts";

/**
 * Group normalization (Wu & He 2018, arXiv 1803.08494) of x [images, ..., channels]: every image's `groups` groups of adjacent
 * channels by their own mean and biased variance, then scaled and shifted by `scale` and `bias` [channels].
 */
export function groupNorm(x: Tensor, scale: Tensor, bias: Tensor, groups: number, epsilon = 1e-5): Tensor {
  const channels = x.shape.at(-1) as number;
  requireTensor("scale", scale, [channels]);
  if (channels % groups !== 0) throw new Error(`groupNorm: ${channels} channels are not ${groups} groups`);
  const images = x.shape[0] as number;
  const flat = reshape(x, [images, x.size / (images * channels), channels]);
  return reshape(normalizeGroups(flat, scale, bias, { groups, epsilon }).y, x.shape);
}

/** Instance normalization (Ulyanov et al. 2016, arXiv 1607.08022) of x [images, ..., channels]: every channel of every image by itself. */
export const instanceNorm = (x: Tensor, scale: Tensor, bias: Tensor, epsilon = 1e-5): Tensor =>
  groupNorm(x, scale, bias, scale.size, epsilon);

/**
 * Normalizes every row (last axis) of x [..., width] to mean 0 and variance 1, then scales and shifts by `scale` and `bias`
 * [width] if given (Ba et al. 2016, arXiv 1607.06450).
 */
export const layerNorm = (x: Tensor, scale?: Tensor, bias?: Tensor, epsilon = 1e-5): Tensor =>
  normalizeRows(x, scale, bias, { epsilon, centred: true });

/**
 * Divides every row (last axis) of x [..., width] by the root of its mean square, then scales by `scale` [width] if given
 * (Zhang & Sennrich 2019, arXiv 1910.07467).
 */
export const rmsNorm = (x: Tensor, scale?: Tensor, epsilon = 1e-6): Tensor =>
  normalizeRows(x, scale, undefined, { epsilon, centred: false });
