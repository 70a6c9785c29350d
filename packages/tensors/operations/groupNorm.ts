import { reshape, type Tensor } from "@tensorflow/tfjs";
import { normalizeGroups } from "./normalizeGroups.ts";
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
