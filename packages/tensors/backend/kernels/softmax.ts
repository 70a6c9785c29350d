import type { TensorInfo } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import { addressOf, allocate, sizeOf } from "./heap.ts";
import { callStockKernel, wasmKernel } from "./wasmKernel.ts";

/** Over the last axis, the only one that tfjs asks for. */
export const softmax = wasmKernel<{ logits: TensorInfo }, object>(
  "Softmax",
  ({ logits }, attributes, backend) => {
    if (logits.dtype !== "float32") return callStockKernel(backend, "Softmax", { logits }, attributes);
    const out = allocate(backend, logits.shape);
    const length = logits.shape.at(-1) ?? 1;
    const rows = sizeOf(logits.shape.slice(0, -1));
    trainingModules().elementwise.softmax(addressOf(backend, logits), addressOf(backend, out), rows, length);
    return out;
  },
);
