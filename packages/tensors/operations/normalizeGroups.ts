import {
  add,
  div,
  keep,
  matMul,
  mean,
  mul,
  neg,
  ones,
  reshape,
  rsqrt,
  square,
  sub,
  sum,
  type Tensor,
  tile,
} from "@tensorflow/tfjs";
import { differentiable } from "./differentiable.ts";
import { hasFusedKernel, runFusedKernel } from "./fusedKernel.ts";
import { requireTensor } from "./requireTensor.ts";

export interface GroupNormOptions {
  readonly groups: number;
  /** Added to the variance. */
  readonly epsilon: number;
}

export interface NormalizedGroups {
  /** [images, positions, channels] */
  readonly y: Tensor;
  /** [images, groups]; constants to the gradient, as the biased variances. */
  readonly means: Tensor;
  readonly variances: Tensor;
}

/**
 * x [images, positions, channels] normalized over every image's groups of adjacent channels, then scaled and shifted by `scale`
 * and `bias` [channels]: what batch, group and instance norm have in common.
 */
export function normalizeGroups(
  x: Tensor,
  scale: Tensor,
  bias: Tensor,
  options: GroupNormOptions,
): NormalizedGroups {
  const channels = x.shape[2] as number;
  requireTensor("x", x, [null, null, null]);
  requireTensor("scale", scale, [channels]);
  requireTensor("bias", bias, [channels]);
  const statistics: Tensor[] = [];
  const y = differentiable([x, scale, bias], () => {
    const [value, means, variances] = (
      hasFusedKernel("GroupNorm")
        ? runFusedKernel("GroupNorm", { x, scale, bias }, options)
        : composed(x, scale, bias, options)
    ) as [Tensor, Tensor, Tensor];
    // Kept past the end of this operation, which returns one tensor.
    statistics.push(keep(means), keep(variances));
    return {
      value,
      saved: [x, scale, means, variances],
      gradient: (dy, saved) => {
        const [ofX, gamma, centres, spreads] = saved as [Tensor, Tensor, Tensor, Tensor];
        const inputs = { x: ofX, dy, scale: gamma, means: centres, variances: spreads };
        if (hasFusedKernel("GroupNormGrad")) return runFusedKernel("GroupNormGrad", inputs, options);
        return composedSlopes(inputs, options);
      },
    };
  });
  // Copies belong to the caller's scope again.
  const [means, variances] = statistics.map((each) => {
    const copy = each.clone();
    each.dispose();
    return copy;
  }) as [Tensor, Tensor];
  return { y, means, variances };
}

/**
 * A number for every channel of every image, [images, channels], repeated for all positions. As a product with ones (exact): tfjs's
 * backends broadcast number by number, several times slower on wasm and cpu.
 */
function spread(vector: Tensor, positions: number): Tensor {
  const [images, channels] = vector.shape as [number, number];
  return matMul(ones([images, positions, 1]), reshape(vector, [images, 1, channels]));
}

/** Sums over positions, [images, channels], to means over groups, [images, groups]. */
function meansOfGroups(sums: Tensor, groups: number, positions: number): Tensor {
  const [images, channels] = sums.shape as [number, number];
  return div(mean(reshape(sums, [images, groups, channels / groups]), 2), positions);
}

/** A number for every group, [images, groups], given to each of its channels. */
function toChannels(ofGroups: Tensor, channels: number): Tensor {
  const [images, groups] = ofGroups.shape as [number, number];
  const repeated = tile(reshape(ofGroups, [images, groups, 1]), [1, 1, channels / groups]);
  return reshape(repeated, [images, channels]);
}

function composed(x: Tensor, scale: Tensor, bias: Tensor, { groups, epsilon }: GroupNormOptions): Tensor[] {
  const [images, positions, channels] = x.shape as [number, number, number];
  const means = meansOfGroups(sum(x, 1), groups, positions);
  const deviations = sub(x, spread(toChannels(means, channels), positions));
  const variances = meansOfGroups(sum(square(deviations), 1), groups, positions);
  const gain = mul(toChannels(rsqrt(add(variances, epsilon)), channels), scale);
  const shift = tile(reshape(bias, [1, channels]), [images, 1]);
  return [add(mul(deviations, spread(gain, positions)), spread(shift, positions)), means, variances];
}

/** dx = (g − mean(g) − x̂ · mean(g · x̂)) / σ with g = dy · scale and means over the group. */
function composedSlopes(
  inputs: Readonly<Record<"x" | "dy" | "scale" | "means" | "variances", Tensor>>,
  { groups, epsilon }: GroupNormOptions,
): Tensor[] {
  const { x, dy, scale, means, variances } = inputs;
  const [, positions, channels] = x.shape as [number, number, number];
  const inverse = toChannels(rsqrt(add(variances, epsilon)), channels);
  const deviations = sub(x, spread(toChannels(means, channels), positions));
  const ofBias = sum(dy, 1);
  const ofScale = mul(sum(mul(dy, deviations), 1), inverse);
  const meanOfG = toChannels(meansOfGroups(mul(ofBias, scale), groups, positions), channels);
  const meanOfProduct = toChannels(meansOfGroups(mul(ofScale, scale), groups, positions), channels);
  const gain = mul(inverse, scale);
  const slope = neg(mul(square(inverse), meanOfProduct));
  const shift = neg(mul(inverse, meanOfG));
  const correction = add(mul(deviations, spread(slope, positions)), spread(shift, positions));
  return [add(mul(dy, spread(gain, positions)), correction), sum(ofScale, 0), sum(ofBias, 0)];
}
