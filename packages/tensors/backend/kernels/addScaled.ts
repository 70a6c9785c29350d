import type { TensorInfo } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import { addressOf, allocate, sizeOf } from "./heap.ts";
import { wasmKernel } from "./wasmKernel.ts";

interface Inputs {
  readonly a: TensorInfo;
  readonly b: TensorInfo;
}

/** a + factor·b for two tensors of one shape. */
export const addScaled = wasmKernel<Inputs, { readonly factor: number }>(
  "AddScaled",
  ({ a, b }, { factor }, backend) => {
    const out = allocate(backend, a.shape);
    trainingModules().trees.addScaled(
      addressOf(backend, a),
      addressOf(backend, b),
      addressOf(backend, out),
      sizeOf(a.shape),
      factor,
    );
    return out;
  },
);
