import {
  div,
  exp,
  expandDims,
  logSoftmax,
  mul,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
} from "@tensorflow/tfjs";
import { differentiable } from "./differentiable.ts";

/**
 * KL(softmax(predicted/τ) ‖ softmax(logits/τ)) of every row of two tensors [rows, classes], in nats: [rows]. The cross-entropy with soft labels
 * less their entropy, so 0 where both agree. The gradient goes to `logits` alone: (softmax(logits/τ) − softmax(predicted/τ))/τ.
 */
export function softmaxDivergence(logits: Tensor, predicted: Tensor, temperature = 1): Tensor1D {
  return differentiable([logits], () => {
    const ours = logSoftmax(div(logits, temperature));
    const theirs = logSoftmax(div(predicted, temperature));
    const labels = exp(theirs);
    return {
      value: sum(mul(labels, sub(theirs, ours)), 1),
      saved: [sub(exp(ours), labels)],
      gradient: (dy, [difference]) => [mul(difference as Tensor, expandDims(div(dy, temperature), 1))],
    };
  }) as Tensor1D;
}
