import type { TensorInfo } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import { addressOf, allocate } from "./heap.ts";
import { scratch } from "./scratch.ts";
import { wasmKernel } from "./wasmKernel.ts";

interface Inputs {
  /** [images, positions, channels] */
  readonly x: TensorInfo;
  readonly scale: TensorInfo;
  readonly bias: TensorInfo;
}

interface Attributes {
  readonly groups: number;
  readonly epsilon: number;
}

/** x normalized per image and group of channels, and the means and biased variances [images, groups]. */
export const groupNorm = wasmKernel<Inputs, Attributes>(
  "GroupNorm",
  ({ x, scale, bias }, { groups, epsilon }, backend) => {
    const [images, positions, channels] = x.shape as [number, number, number];
    const y = allocate(backend, x.shape);
    const means = allocate(backend, [images, groups]);
    const variances = allocate(backend, [images, groups]);
    trainingModules().fused.normalizeGroups(
      addressOf(backend, x),
      addressOf(backend, scale),
      addressOf(backend, bias),
      addressOf(backend, y),
      addressOf(backend, means),
      addressOf(backend, variances),
      scratch(backend, 16 * channels),
      images,
      positions,
      channels,
      groups,
      epsilon,
    );
    return [y, means, variances];
  },
);
