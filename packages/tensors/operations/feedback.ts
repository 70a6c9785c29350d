import { add, engine, sub, type Tensor } from "@tensorflow/tfjs";

/** The same numbers as a tensor that no gradient goes through: what lies before it is not even computed backwards. */
export function withoutGradient(x: Tensor): Tensor {
  const { state } = engine();
  // The tape notes no kernel that another kernel runs.
  state.kernelDepth++;
  try {
    return engine().runKernel("Identity", { x }) as Tensor;
  } finally {
    state.kernelDepth--;
  }
}

/**
 * What a layer makes of x and its weight, whose own slope is the layer's, while the slope by x is the one that the layer has with the weight `feedback`, of the same shape, in its place
 * (feedback alignment; Lillicrap et al. 2016, arXiv 1411.0247, equation 2). `layer` has to be linear in x, but for a constant. With the weight itself for feedback the slopes are the layer's own.
 */
export function throughFeedback<Weight extends Tensor>(
  x: Tensor,
  weight: Weight,
  feedback: Weight,
  layer: (x: Tensor, weight: Weight) => Tensor,
): Tensor {
  const back = layer(x, feedback);
  // What is added is 0, and has the slope of `back`.
  return add(layer(withoutGradient(x), weight), sub(back, withoutGradient(back)));
}
