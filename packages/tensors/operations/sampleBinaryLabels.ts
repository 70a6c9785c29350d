import { drawnNumbers } from "@steepest/base/random/drawnNumbers.ts";
import { deriveKey } from "@steepest/base/random/key.ts";
import type { RandomKey } from "@steepest/base/random/threefry.ts";
import { uniform } from "@steepest/base/random/uniform.ts";
import { less, sigmoid, type Tensor, tensor, zerosLike } from "@tensorflow/tfjs";
import { differentiable } from "./differentiable.ts";

/**
 * For every number of `logits` 1 with probability σ(z), else 0 (float32, the same shape): labels of a sigmoid cross-entropy, drawn from
 * the model. No gradient goes through the draw.
 */
export const sampleBinaryLabels = (logits: Tensor, key: RandomKey): Tensor =>
  differentiable([logits], () => {
    const { size } = logits;
    const numbers = drawnNumbers(key, (drawn) => uniform(deriveKey(drawn, "labels"), size), "uniform");
    const draws = tensor(numbers, logits.shape);
    const value = less(draws, sigmoid(logits)).toFloat();
    return { value, saved: [logits], gradient: (_, [z]) => [zerosLike(z as Tensor)] };
  });
