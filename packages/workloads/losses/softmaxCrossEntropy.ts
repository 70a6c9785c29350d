import {
  add,
  customGrad,
  exp,
  expandDims,
  type GradSaveFunc,
  log,
  max,
  mean,
  mul,
  oneHot,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from "@tensorflow/tfjs";

/**
 * Cross-entropy of every row of `logits` [rows, classes] with its class in `labels` [rows], in nats: shape [rows].
 * Label smoothing ε as AlgoPerf's (Szegedy et al. 2015, arXiv 1512.00567): the target is (1 − ε) · onehot + ε / classes.
 */
export function softmaxCrossEntropy(logits: Tensor2D, labels: Tensor1D, labelSmoothing: number): Tensor1D {
  const classes = logits.shape[1];
  const loss = customGrad((...inputs) => {
    const z = inputs[0] as Tensor2D;
    const save = inputs.at(-1) as unknown as GradSaveFunc;
    const hard = oneHot(labels.toInt(), classes).toFloat() as Tensor2D;
    const shifted = sub(z, max(z, 1, true));
    const exponentials = exp(shifted);
    const normalizers = sum(exponentials, 1, true);
    const ofLabel = sum(mul(shifted, hard), 1);
    // −Σ target · log softmax = log Σ exp − (1 − ε) · z_label − ε · mean(z)
    const target =
      labelSmoothing === 0
        ? ofLabel
        : add(mul(ofLabel, 1 - labelSmoothing), mul(mean(shifted, 1), labelSmoothing));
    save([exponentials, normalizers, hard]);
    return {
      value: sub(log(normalizers.squeeze([1])), target),
      gradFunc: (dy, saved) => {
        const [numerators, denominators, onehot] = saved as [Tensor, Tensor, Tensor];
        const soft =
          labelSmoothing === 0 ? onehot : add(mul(onehot, 1 - labelSmoothing), labelSmoothing / classes);
        return mul(sub(numerators.div(denominators), soft), expandDims(dy, 1));
      },
    };
  });
  return loss(logits) as Tensor1D;
}
