import type { TensorInfo } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import { addressOf, allocate, sizeOf } from "./heap.ts";
import { wasmKernel } from "./wasmKernel.ts";

interface Inputs {
  readonly logits: TensorInfo;
  readonly targets: TensorInfo;
  readonly dy: TensorInfo;
}

/** Slopes by the logits: (σ(z) − t) · dy. */
export const sigmoidCrossEntropyGrad = wasmKernel<Inputs, object>(
  "SigmoidCrossEntropyGrad",
  ({ logits, targets, dy }, _, backend) => {
    const out = allocate(backend, logits.shape);
    trainingModules().fused.sigmoidCrossEntropyGrad(
      addressOf(backend, logits),
      addressOf(backend, targets),
      addressOf(backend, dy),
      addressOf(backend, out),
      sizeOf(logits.shape),
    );
    return out;
  },
);
