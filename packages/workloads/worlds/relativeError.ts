import { div, mean, sqrt, square, squaredDifference, type Tensor } from "@tensorflow/tfjs";

/** The root of the mean square of an error over that of the targets: a scalar, 1 for a prediction of zeros. */
export const relativeError = (predicted: Tensor, targets: Tensor): Tensor =>
  sqrt(div(mean(squaredDifference(predicted, targets)), mean(square(targets))));
