import { type TensorInfo, util } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import { addressOf, allocate, sizeOf } from "./heap.ts";
import { callStockKernel, wasmKernel } from "./wasmKernel.ts";

interface Attributes {
  readonly axis: number;
  readonly exclusive: boolean;
  readonly reverse: boolean;
}

/** Running sums along the last axis. */
export const cumsum = wasmKernel<{ x: TensorInfo }, Attributes>("Cumsum", ({ x }, attributes, backend) => {
  const [axis] = util.parseAxisParam(attributes.axis, x.shape);
  if (x.dtype !== "float32" || axis !== x.shape.length - 1 || sizeOf(x.shape) === 0)
    return callStockKernel(backend, "Cumsum", { x }, attributes);
  const out = allocate(backend, x.shape);
  const length = x.shape[axis] as number;
  const [from, to] = [addressOf(backend, x), addressOf(backend, out)];
  const { exclusive, reverse } = attributes;
  trainingModules().elementwise.cumulate(from, to, sizeOf(x.shape) / length, length, exclusive, reverse);
  return out;
});
