import type { TensorInfo } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import { addressOf, allocate } from "./heap.ts";
import { wasmKernel } from "./wasmKernel.ts";

interface Inputs {
  /** [rows, classes] */
  readonly probabilities: TensorInfo;
  /** [rows], int32 */
  readonly labels: TensorInfo;
  /** [rows] */
  readonly dy: TensorInfo;
}

/** Slopes by the logits: (softmax − target) · dy. */
export const softmaxCrossEntropyGrad = wasmKernel<Inputs, { readonly labelSmoothing: number }>(
  "SoftmaxCrossEntropyGrad",
  ({ probabilities, labels, dy }, { labelSmoothing }, backend) => {
    const [rows, classes] = probabilities.shape as [number, number];
    const out = allocate(backend, [rows, classes]);
    trainingModules().fused.softmaxCrossEntropyGrad(
      addressOf(backend, probabilities),
      addressOf(backend, labels),
      addressOf(backend, dy),
      addressOf(backend, out),
      rows,
      classes,
      labelSmoothing,
    );
    return out;
  },
);
