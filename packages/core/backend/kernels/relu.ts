import type { TensorInfo } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import { addressOf, allocate, sizeOf } from "./heap.ts";
import { callStockKernel, wasmKernel } from "./wasmKernel.ts";

export const relu = wasmKernel<{ x: TensorInfo }, object>("Relu", ({ x }, attributes, backend) => {
  if (x.dtype !== "float32") return callStockKernel(backend, "Relu", { x }, attributes);
  const out = allocate(backend, x.shape);
  trainingModules().elementwise.relu(addressOf(backend, x), addressOf(backend, out), sizeOf(x.shape));
  return out;
});
