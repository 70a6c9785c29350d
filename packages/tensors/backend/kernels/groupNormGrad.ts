import type { TensorInfo } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import { addressOf, allocate } from "./heap.ts";
import { scratch } from "./scratch.ts";
import { wasmKernel } from "./wasmKernel.ts";

interface Inputs {
  /** [images, positions, channels], as dy. */
  readonly x: TensorInfo;
  readonly dy: TensorInfo;
  readonly scale: TensorInfo;
  readonly means: TensorInfo;
  readonly variances: TensorInfo;
}

interface Attributes {
  readonly groups: number;
  readonly epsilon: number;
}

/** Slopes by x, scale and bias from what the GroupNorm kernel was given and returned. */
export const groupNormGrad = wasmKernel<Inputs, Attributes>(
  "GroupNormGrad",
  ({ x, dy, scale, means, variances }, { groups, epsilon }, backend) => {
    const [images, positions, channels] = x.shape as [number, number, number];
    const dx = allocate(backend, x.shape);
    const scaleGradient = allocate(backend, [channels]);
    const biasGradient = allocate(backend, [channels]);
    trainingModules().fused.normalizeGroupsGrad(
      addressOf(backend, x),
      addressOf(backend, scale),
      addressOf(backend, dy),
      addressOf(backend, means),
      addressOf(backend, variances),
      addressOf(backend, dx),
      addressOf(backend, scaleGradient),
      addressOf(backend, biasGradient),
      scratch(backend, 24 * channels),
      images,
      positions,
      channels,
      groups,
      epsilon,
    );
    return [dx, scaleGradient, biasGradient];
  },
);
