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

/**
 * Each window's gradient is shared by the inputs it averaged. At a padded border those are fewer than the filter has: tfjs's
 * own gradients divide by the full filter there, although the forward pass does not, and are wrong by that factor.
 */
export const avgPoolGrad = wasmKernel<Inputs, PoolAttributes>(
  "AvgPoolGrad",
  ({ dy, input }, attributes, backend) => {
    const out = allocate(backend, input.shape);
    trainingModules().images.averagePoolGradient(
      windowGeometry(backend, poolWindows(input, attributes, dy.shape)),
      addressOf(backend, dy),
      addressOf(backend, out),
    );
    return out;
  },
);
