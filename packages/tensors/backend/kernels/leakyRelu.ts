import type { TensorInfo } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import { addressOf, allocate, sizeOf } from "./heap.ts";
import { callStockKernel, wasmKernel } from "./wasmKernel.ts";

export const leakyRelu = wasmKernel<{ x: TensorInfo }, { readonly alpha: number }>(
  "LeakyRelu",
  ({ x }, attributes, backend) => {
    if (x.dtype !== "float32") return callStockKernel(backend, "LeakyRelu", { x }, attributes);
    const out = allocate(backend, x.shape);
    const { elementwise } = trainingModules();
    elementwise.leakyRelu(addressOf(backend, x), addressOf(backend, out), sizeOf(x.shape), attributes.alpha);
    return out;
  },
);
