import type { TensorInfo } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import { addressOf, allocate } from "./heap.ts";
import { wasmKernel } from "./wasmKernel.ts";

interface Inputs {
  /** [rows, classes] */
  readonly logits: TensorInfo;
  /** [rows], int32 */
  readonly labels: TensorInfo;
}

/** Losses [rows] and the rows' softmax, which the gradient takes. */
export const softmaxCrossEntropy = wasmKernel<Inputs, { readonly labelSmoothing: number }>(
  "SoftmaxCrossEntropy",
  ({ logits, labels }, { labelSmoothing }, backend) => {
    const [rows, classes] = logits.shape as [number, number];
    const losses = allocate(backend, [rows]);
    const probabilities = allocate(backend, [rows, classes]);
    trainingModules().fused.softmaxCrossEntropy(
      addressOf(backend, logits),
      addressOf(backend, labels),
      addressOf(backend, losses),
      addressOf(backend, probabilities),
      rows,
      classes,
      labelSmoothing,
    );
    return [losses, probabilities];
  },
);
