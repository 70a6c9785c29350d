import { backend_util, type TensorInfo } from "@tensorflow/tfjs";

export interface PoolAttributes {
  readonly filterSize: [number, number] | number;
  readonly strides: [number, number] | number;
  readonly pad: "valid" | "same" | number | backend_util.ExplicitPadding;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

/**
 * The windows of a pool over [batch, height, width, channels]. `gradientShape`, where given, is the shape of dy: tfjs's
 * max-pool gradient is not told of rounding up, but its dy shows it.
 */
export function poolWindows(x: TensorInfo, attributes: PoolAttributes, gradientShape?: readonly number[]) {
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  const shape = x.shape as [number, number, number, number];
  const info = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
  if (gradientShape === undefined) return info;
  const [, outHeight, outWidth] = gradientShape as [number, number, number, number];
  return { ...info, outHeight, outWidth };
}
