import { abs, add, exp, log1p, mul, neg, relu, sigmoid, sub, type Tensor } from "@tensorflow/tfjs";
import { differentiable } from "./differentiable.ts";
import { hasFusedKernel, runFusedKernel } from "./fusedKernel.ts";
import { requireTensor } from "./requireTensor.ts";

/**
 * Binary cross-entropy −t · ln σ(z) − (1 − t) · ln(1 − σ(z)) of every number of `logits` with the one of `targets` (same shape,
 * float32, from 0 to 1; constants to the gradient), in nats.
 */
export function sigmoidCrossEntropy(logits: Tensor, targets: Tensor): Tensor {
  requireTensor("logits", logits, "any");
  requireTensor("targets", targets, logits.shape);
  return differentiable([logits], () => ({
    value: hasFusedKernel("SigmoidCrossEntropy")
      ? (runFusedKernel("SigmoidCrossEntropy", { logits, targets })[0] as Tensor)
      : add(sub(relu(logits), mul(logits, targets)), log1p(exp(neg(abs(logits))))),
    saved: [logits, targets],
    gradient: (dy, saved) => {
      const [z, t] = saved as [Tensor, Tensor];
      if (hasFusedKernel("SigmoidCrossEntropyGrad"))
        return runFusedKernel("SigmoidCrossEntropyGrad", { logits: z, targets: t, dy });
      return [mul(sub(sigmoid(z), t), dy)];
    },
  }));
}
