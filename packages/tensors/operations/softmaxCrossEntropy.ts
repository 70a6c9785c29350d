import {
  add,
  div,
  exp,
  expandDims,
  log,
  max,
  mean,
  mul,
  oneHot,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
} from "@tensorflow/tfjs";
import { differentiable } from "./differentiable.ts";
import { hasFusedKernel, runFusedKernel } from "./fusedKernel.ts";
import { requireTensor } from "./requireTensor.ts";

/**
 * Cross-entropy of every row of `logits` [rows, classes] with its class in `labels` [rows] (int32, from 0), in nats: [rows].
 * At least two classes.
 * Label smoothing ε as AlgoPerf's (Szegedy et al. 2015, arXiv 1512.00567): the target is (1 − ε) · onehot + ε / classes.
 */
export function softmaxCrossEntropy(logits: Tensor, labels: Tensor, labelSmoothing = 0): Tensor1D {
  requireTensor("logits", logits, [null, null]);
  requireTensor("labels", labels, [logits.shape[0] as number], labels.dtype);
  const whole = labels.toInt();
  const attributes = { labelSmoothing };
  return differentiable([logits], () => {
    const [value, probabilities] = (
      hasFusedKernel("SoftmaxCrossEntropy")
        ? runFusedKernel("SoftmaxCrossEntropy", { logits, labels: whole }, attributes)
        : composed(logits, whole, labelSmoothing)
    ) as [Tensor, Tensor];
    return {
      value,
      saved: [probabilities, whole],
      gradient: (dy, saved) => {
        const [softmax, classOf] = saved as [Tensor, Tensor];
        const inputs = { probabilities: softmax, labels: classOf, dy };
        if (hasFusedKernel("SoftmaxCrossEntropyGrad"))
          return runFusedKernel("SoftmaxCrossEntropyGrad", inputs, attributes);
        return [
          mul(sub(softmax, target(classOf, softmax.shape[1] as number, labelSmoothing)), expandDims(dy, 1)),
        ];
      },
    };
  }) as Tensor1D;
}

const hot = (labels: Tensor, classes: number): Tensor => oneHot(labels.toInt(), classes).toFloat();

function target(labels: Tensor, classes: number, smoothing: number): Tensor {
  const hard = hot(labels, classes);
  return smoothing === 0 ? hard : add(mul(hard, 1 - smoothing), smoothing / classes);
}

function composed(logits: Tensor, labels: Tensor, smoothing: number): Tensor[] {
  const shifted = sub(logits, max(logits, 1, true));
  const exponentials = exp(shifted);
  const normalizers = sum(exponentials, 1, true);
  const ofLabel = sum(mul(shifted, hot(labels, logits.shape[1] as number)), 1);
  // −Σ target · log softmax = log Σ exp − (1 − ε) · z_label − ε · mean(z)
  const expected =
    smoothing === 0 ? ofLabel : add(mul(ofLabel, 1 - smoothing), mul(mean(shifted, 1), smoothing));
  return [sub(log(normalizers.squeeze([1])), expected), div(exponentials, normalizers)];
}
