import { drawnNumbers } from "@steepest/base/random/drawnNumbers.ts";
import { deriveKey } from "@steepest/base/random/key.ts";
import type { RandomKey } from "@steepest/base/random/threefry.ts";
import { uniform } from "@steepest/base/random/uniform.ts";
import {
  cumsum,
  lessEqual,
  minimum,
  scalar,
  softmax,
  sum,
  type Tensor,
  type Tensor1D,
  tensor2d,
  zerosLike,
} from "@tensorflow/tfjs";
import { differentiable } from "./differentiable.ts";

/**
 * A class for every row of `logits` [rows, classes], drawn from its softmax: [rows], int32. By the inverse of the cumulative distribution, so
 * that one number is drawn a row. No gradient goes through the draw.
 */
export function sampleLabels(logits: Tensor, key: RandomKey): Tensor1D {
  const [rows = 0, classes = 1] = logits.shape;
  return differentiable([logits], () => {
    const numbers = drawnNumbers(key, (drawn) => uniform(deriveKey(drawn, "labels"), rows), "uniform");
    const draws = tensor2d(numbers, [rows, 1]);
    const passed = lessEqual(cumsum(softmax(logits), 1), draws);
    // Rounding may leave the last sum below 1.
    const value = minimum(sum(passed.toInt(), 1), scalar(classes - 1, "int32")).toInt();
    return { value, saved: [logits], gradient: (_, [z]) => [zerosLike(z as Tensor)] };
  }) as Tensor1D;
}
