import type { TensorInfo } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import { addressOf, allocate, sizeOf } from "./heap.ts";
import { callStockKernel, wasmKernel } from "./wasmKernel.ts";

/** 1 where positive, else `alpha`: the slope of relu, which its gradient multiplies by. */
export const step = wasmKernel<{ x: TensorInfo }, { readonly alpha: number }>(
  "Step",
  ({ x }, attributes, backend) => {
    if (x.dtype !== "float32") return callStockKernel(backend, "Step", { x }, attributes);
    const out = allocate(backend, x.shape);
    const { elementwise } = trainingModules();
    elementwise.step(addressOf(backend, x), addressOf(backend, out), sizeOf(x.shape), attributes.alpha);
    return out;
  },
);
