import {
  argMax,
  backend_util,
  depthwiseConv2d,
  equal,
  expandDims,
  mul,
  onesLike,
  pad,
  range,
  reshape,
  sum,
  type Tensor,
  type Tensor4D,
  tensor4d,
} from "@tensorflow/tfjs";
import { runFusedKernel } from "../fusedKernel.ts";

interface PoolAttributes {
  readonly filterSize: [number, number] | number;
  readonly strides: [number, number] | number;
  readonly pad: "valid" | "same" | number | backend_util.ExplicitPadding;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

/** What is around an image: less than any number of one, and finite, since it is multiplied with zeros. */
const outside = -1e38;

/** The tangent of a max-pool of x [images, height, width, channels]: that of each window's largest number, the first one of equals. */
export function maxPoolTangent(x: Tensor, y: Tensor, tangent: Tensor, attributes: object): Tensor {
  const { filterSize, strides, pad: padding, dimRoundingMode } = attributes as PoolAttributes;
  const shape = x.shape as [number, number, number, number];
  const pool = backend_util.computePool2DInfo(shape, filterSize, strides, 1, padding, dimRoundingMode);
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo, outShape } = pool;
  const [, height, width, channels] = shape;
  const places = filterHeight * filterWidth;
  const apart = strideHeight >= filterHeight && strideWidth >= filterWidth;
  if (apart && padInfo.top + padInfo.bottom + padInfo.left + padInfo.right === 0) {
    // No number lies in two windows, so that a gradient of ones marks those that were taken.
    const [marks] = runFusedKernel("MaxPoolGrad", { dy: onesLike(y), input: x, output: y }, attributes);
    const [mean] = runFusedKernel("AvgPool", { x: mul(marks as Tensor, tangent) }, attributes);
    return mul(mean as Tensor, places);
  }
  const [bottom, right] = [
    Math.max(0, (pool.outHeight - 1) * strideHeight + filterHeight - height - padInfo.top),
    Math.max(0, (pool.outWidth - 1) * strideWidth + filterWidth - width - padInfo.left),
  ];
  // For every channel one filter that lets through each place of the window.
  const filter = new Float32Array(places * channels * places);
  for (let place = 0; place < places; place++) {
    for (let channel = 0; channel < channels; channel++)
      filter[(place * channels + channel) * places + place] = 1;
  }
  const through = tensor4d(filter, [filterHeight, filterWidth, channels, places]);
  /** The numbers of every window, one window a row. */
  const windowsOf = (image: Tensor, around: number): Tensor => {
    const edges: [number, number][] = [
      [0, 0],
      [padInfo.top, bottom],
      [padInfo.left, right],
      [0, 0],
    ];
    const padded = pad(image as Tensor4D, edges, around);
    const gathered = depthwiseConv2d(padded, through, [strideHeight, strideWidth], "valid");
    return reshape(gathered.slice([0, 0, 0, 0], [...outShape.slice(0, 3), channels * places]), [-1, places]);
  };
  const largest = equal(
    expandDims(argMax(windowsOf(x, outside), 1), 1),
    range(0, places, 1, "int32"),
  ).toFloat();
  return reshape(sum(mul(windowsOf(tangent, 0), largest), 1), outShape);
}
