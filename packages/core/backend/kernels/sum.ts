import { type TensorInfo, util } from "@tensorflow/tfjs";
import { allocate, floatsOf, sizeOf } from "./heap.ts";
import { callStockKernel, wasmKernel } from "./wasmKernel.ts";

interface Inputs {
  readonly x: TensorInfo;
}

interface Attributes {
  readonly axis: number | number[];
  readonly keepDims: boolean;
}

/**
 * Sums over leading axes, the gradient of every bias and norm: row by row in memory order. tfjs transposes its input for it
 * (512 × 64: 0.25 ms against 0.04 ms here). Other axes are tfjs's own.
 */
export const sum = wasmKernel<Inputs, Attributes>("Sum", ({ x }, attributes, backend) => {
  const axes = util.parseAxisParam(attributes.axis, x.shape).toSorted((a, b) => a - b);
  const isLeading = axes.every((axis, at) => axis === at);
  if (x.dtype !== "float32" || axes.length === 0 || axes.length === x.shape.length || !isLeading) {
    return callStockKernel(backend, "Sum", { x }, attributes);
  }
  const rest = x.shape.slice(axes.length);
  const width = sizeOf(rest);
  const out = allocate(backend, attributes.keepDims ? [...axes.map(() => 1), ...rest] : rest);
  const sums = floatsOf(backend, out).fill(0);
  const values = floatsOf(backend, x);
  for (let row = 0; row < values.length; row += width) {
    for (let i = 0; i < width; i++) sums[i] = (sums[i] as number) + (values[row + i] as number);
  }
  return out;
});
