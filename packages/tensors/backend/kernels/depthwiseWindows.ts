import { backend_util, type TensorInfo } from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { trainingModules } from "../modules/trainingModules.ts";
import { addressOf, allocate, sizeOf } from "./heap.ts";

export interface DepthwiseAttributes {
  readonly strides: [number, number] | number;
  readonly dilations: [number, number] | number | null;
  readonly pad: "valid" | "same" | number | backend_util.ExplicitPadding;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

/** The windows of a depthwise convolution of images of that shape with a filter [height, width, channels, multiplier]. */
export function depthwiseWindows(
  imageShape: number[],
  filterShape: number[],
  attributes: DepthwiseAttributes,
): backend_util.Conv2DInfo {
  return backend_util.computeConv2DInfo(
    imageShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    attributes.strides,
    attributes.dilations ?? [1, 1],
    attributes.pad,
    attributes.dimRoundingMode,
    true,
  );
}

/**
 * x with every channel repeated `multiplier` times: a depthwise convolution of it has one filter a channel. x itself for a
 * multiplier of 1; otherwise the caller disposes of it.
 */
export function withRepeatedChannels(backend: BackendWasm, x: TensorInfo, multiplier: number): TensorInfo {
  if (multiplier === 1) return x;
  const channels = x.shape.at(-1) as number;
  const out = allocate(backend, [...x.shape.slice(0, -1), channels * multiplier]);
  const { images } = trainingModules();
  images.repeatChannels(addressOf(backend, x), addressOf(backend, out), sizeOf(x.shape), multiplier);
  return out;
}
