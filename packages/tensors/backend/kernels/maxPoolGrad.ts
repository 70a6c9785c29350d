import type { TensorInfo } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import { addressOf, allocate } from "./heap.ts";
import { type PoolAttributes, poolWindows } from "./pooling.ts";
import { wasmKernel } from "./wasmKernel.ts";
import { windowGeometry } from "./windowGeometry.ts";

interface Inputs {
  readonly dy: TensorInfo;
  readonly input: TensorInfo;
}

/** Each window's gradient goes to its largest input, the first one of equals; where there is a NaN, to the first of these. */
export const maxPoolGrad = wasmKernel<Inputs, PoolAttributes>(
  "MaxPoolGrad",
  ({ dy, input }, attributes, backend) => {
    const out = allocate(backend, input.shape);
    trainingModules().images.maxPoolGradient(
      windowGeometry(backend, poolWindows(input, attributes, dy.shape)),
      addressOf(backend, input),
      addressOf(backend, dy),
      addressOf(backend, out),
    );
    return out;
  },
);
