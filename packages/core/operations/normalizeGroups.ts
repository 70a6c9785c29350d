import { add, keep, mean, mul, reshape, rsqrt, square, sub, sum, type Tensor } from "@tensorflow/tfjs";
import { differentiable } from "./differentiable.ts";
import { hasFusedKernel, runFusedKernel } from "./fusedKernel.ts";

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

function grouped(x: Tensor, groups: number): Tensor {
  const [images, positions, channels] = x.shape as [number, number, number];
  return reshape(x, [images, positions, groups, channels / groups]);
}

const ofGroup = (statistic: Tensor): Tensor =>
  reshape(statistic, [statistic.shape[0] as number, 1, statistic.shape[1] as number, 1]);

function composed(x: Tensor, scale: Tensor, bias: Tensor, { groups, epsilon }: GroupNormOptions): Tensor[] {
  const wide = grouped(x, groups);
  const means = mean(wide, [1, 3]);
  const deviations = sub(wide, ofGroup(means));
  const variances = mean(square(deviations), [1, 3]);
  const hat = mul(deviations, ofGroup(rsqrt(add(variances, epsilon))));
  return [add(mul(reshape(hat, x.shape), scale), bias), means, variances];
}

/** dx = (g − mean(g) − x̂ · mean(g · x̂)) / σ with g = dy · scale and means over the group. */
function composedSlopes(
  inputs: Readonly<Record<"x" | "dy" | "scale" | "means" | "variances", Tensor>>,
  { groups, epsilon }: GroupNormOptions,
): Tensor[] {
  const { x, dy, scale, means, variances } = inputs;
  const inverse = ofGroup(rsqrt(add(variances, epsilon)));
  const hat = mul(sub(grouped(x, groups), ofGroup(means)), inverse);
  const g = grouped(mul(dy, scale), groups);
  const correction = add(mean(g, [1, 3], true), mul(hat, mean(mul(g, hat), [1, 3], true)));
  const dx = reshape(mul(sub(g, correction), inverse), x.shape);
  return [dx, sum(mul(dy, reshape(hat, x.shape)), [0, 1]), sum(dy, [0, 1])];
}
