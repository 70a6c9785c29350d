import type { TensorInfo } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import { addressOf, allocate, sizeOf } from "./heap.ts";
import { wasmKernel } from "./wasmKernel.ts";

interface Inputs {
  readonly logits: TensorInfo;
  readonly targets: TensorInfo;
}

/** Binary cross-entropy, number by number. */
export const sigmoidCrossEntropy = wasmKernel<Inputs, object>(
  "SigmoidCrossEntropy",
  ({ logits, targets }, _, backend) => {
    const out = allocate(backend, logits.shape);
    trainingModules().fused.sigmoidCrossEntropy(
      addressOf(backend, logits),
      addressOf(backend, targets),
      addressOf(backend, out),
      sizeOf(logits.shape),
    );
    return out;
  },
);
