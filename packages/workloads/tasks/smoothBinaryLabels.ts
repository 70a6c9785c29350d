import { add, mul, type Tensor } from "@tensorflow/tfjs";

/** (1 − smoothing) · labels + floor: the labels themselves where nothing is smoothed. */
export const smoothBinaryLabels = (labels: Tensor, floor: number, smoothing: number): Tensor =>
  smoothing === 0 ? labels : add(mul(labels, 1 - smoothing), floor);
