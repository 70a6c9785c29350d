import { reshape, type Tensor } from "@tensorflow/tfjs";
import { normalizeGroups } from "./normalizeGroups.ts";
import { requireTensor } from "./requireTensor.ts";

export interface NormalizedBatch {
  /** As x. */
  readonly y: Tensor;
  /** The batch's, [channels]; constants to the gradient, as the biased variance. */
  readonly mean: Tensor;
  readonly variance: Tensor;
}

/**
 * Batch normalization in training (Ioffe & Szegedy 2015, arXiv 1502.03167): x [..., channels] by the mean and biased variance of
 * all axes but the last, scaled and shifted by `scale` and `bias` [channels].
 */
export function batchNorm(x: Tensor, scale: Tensor, bias: Tensor, epsilon = 1e-5): NormalizedBatch {
  const channels = x.shape.at(-1) as number;
  requireTensor("scale", scale, [channels]);
  const flat = reshape(x, [1, x.size / channels, channels]);
  const { y, means, variances } = normalizeGroups(flat, scale, bias, { groups: channels, epsilon });
  return {
    y: reshape(y, x.shape),
    mean: reshape(means, [channels]),
    variance: reshape(variances, [channels]),
  };
}
