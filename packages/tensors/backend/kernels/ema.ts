import type { TensorInfo } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import { addressOf, allocate, sizeOf } from "./heap.ts";
import { wasmKernel } from "./wasmKernel.ts";

interface Inputs {
  readonly average: TensorInfo;
  readonly value: TensorInfo;
}

/** decay·average + (1 − decay)·value for two tensors of one shape. */
export const ema = wasmKernel<Inputs, { readonly decay: number }>(
  "Ema",
  ({ average, value }, { decay }, backend) => {
    const out = allocate(backend, average.shape);
    trainingModules().trees.combine(
      addressOf(backend, average),
      addressOf(backend, value),
      addressOf(backend, out),
      sizeOf(average.shape),
      decay,
      1 - decay,
    );
    return out;
  },
);
