import type { RandomKey } from "@steepest/base/random/threefry.ts";
import {
  add,
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
import { sampleLabels } from "./sampleLabels.ts";
import { softmaxCrossEntropy } from "./softmaxCrossEntropy.ts";

/** What of a forward pass's options bears on a loss over classes. */
export interface ClassLossOptions {
  readonly labelSmoothing: number | null;
  readonly sampledLabels?: boolean;
  readonly predictedLabels?: {
    readonly logits: Tensor;
    readonly temperature: number;
    readonly weight: number;
    readonly given: number;
  };
  readonly key: RandomKey;
}

/**
 * The loss of every row of `logits` [rows, classes] in nats: its cross-entropy with its class in `labels` [rows] (int32), with one that is drawn
 * from its own prediction, or its divergence from another prediction.
 */
export function classLosses(logits: Tensor, labels: Tensor, options: ClassLossOptions): Tensor1D {
  const { predictedLabels } = options;
  const ofLabels = () =>
    softmaxCrossEntropy(
      logits,
      options.sampledLabels ? sampleLabels(logits, options.key) : labels,
      options.labelSmoothing ?? 0,
    );
  if (!predictedLabels) return ofLabels();
  const { logits: predicted, temperature, weight, given } = predictedLabels;
  const divergences: Tensor1D = mul(softmaxDivergence(logits, predicted, temperature), weight);
  return given === 0 ? divergences : add(divergences, mul(ofLabels(), given));
}

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
