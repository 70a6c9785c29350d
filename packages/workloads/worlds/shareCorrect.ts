import { argMax, cast, equal, mean, type Tensor } from "@tensorflow/tfjs";

/** The share of rows of logits [rows, classes] whose largest is their label's [rows]: a scalar. */
export const shareCorrect = (logits: Tensor, labels: Tensor): Tensor =>
  mean(cast(equal(argMax(logits, 1), labels), "float32"));
