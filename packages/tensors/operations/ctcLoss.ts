import { expandDims, mul, type Tensor } from "@tensorflow/tfjs";
import { composedCtc } from "./composedCtc.ts";
import { differentiable } from "./differentiable.ts";
import { hasFusedKernel, runFusedKernel } from "./fusedKernel.ts";
import { requireTensor } from "./requireTensor.ts";

export interface CtcInputs {
  /** [batch, frames, classes], not yet normalized. */
  readonly logits: Tensor;
  /** [batch, labels] (int32), padded with anything after each example's own. */
  readonly labels: Tensor;
  /** [batch] (int32): how many frames and labels each example has. */
  readonly logitLengths: Tensor;
  readonly labelLengths: Tensor;
}

/**
 * Connectionist temporal classification (Graves et al. 2006, ICML, eqs. 5–16) in log space: −ln p(labels) of every example, in nats,
 * [batch]. `blank` is the class that stands for no label. Where no alignment exists (too few frames for the labels and the
 * blanks between equal neighbours) the loss is +∞ and its gradient zero, so that one such example spoils no batch's gradient.
 */
export function ctcLoss(inputs: CtcInputs, blank = 0): Tensor {
  const { logits, labels, logitLengths, labelLengths } = inputs;
  const [batch, , classes] = logits.shape as [number, number, number];
  requireTensor("logits", logits, [null, null, null]);
  requireTensor("labels", labels, [batch, null], labels.dtype);
  requireTensor("logitLengths", logitLengths, [batch], logitLengths.dtype);
  requireTensor("labelLengths", labelLengths, [batch], labelLengths.dtype);
  if (!Number.isInteger(blank) || blank < 0 || blank >= classes)
    throw new Error(`ctcLoss: the blank ${blank} is not one of ${classes} classes`);
  return differentiable([logits], () => {
    const whole = {
      logits,
      labels: labels.toInt(),
      logitLengths: logitLengths.toInt(),
      labelLengths: labelLengths.toInt(),
    };
    const [value, slopes] = (
      hasFusedKernel("CtcLoss") ? runFusedKernel("CtcLoss", whole, { blank }) : composedCtc(whole, blank)
    ) as [Tensor, Tensor];
    return {
      value,
      saved: [slopes],
      gradient: (dy, saved) => [mul(saved[0] as Tensor, expandDims(expandDims(dy, 1), 1))],
    };
  });
}
