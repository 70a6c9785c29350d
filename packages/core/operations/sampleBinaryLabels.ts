import { less, sigmoid, type Tensor, tensor, zerosLike } from "@tensorflow/tfjs";
import { drawnNumbers } from "../random/drawnNumbers.ts";
import { deriveKey } from "../random/key.ts";
import type { RandomKey } from "../random/threefry.ts";
import { uniform } from "../random/uniform.ts";
import { differentiable } from "./differentiable.ts";

/**
 * For every number of `logits` 1 with probability σ(z), else 0 (float32, the same shape): labels of a sigmoid cross-entropy, drawn from
 * the model. No gradient goes through the draw.
 */
export const sampleBinaryLabels = (logits: Tensor, key: RandomKey): Tensor =>
  differentiable([logits], () => {
    const { size } = logits;
    const numbers = drawnNumbers(key, (drawn) => uniform(deriveKey(drawn, "labels"), size));
    const draws = tensor(numbers, logits.shape);
    const value = less(draws, sigmoid(logits)).toFloat();
    return { value, saved: [logits], gradient: (_, [z]) => [zerosLike(z as Tensor)] };
  });
