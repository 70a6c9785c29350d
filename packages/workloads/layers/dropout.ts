import { drawnNumbers } from "@steepest/base/random/drawnNumbers.ts";
import { deriveKey } from "@steepest/base/random/key.ts";
import { dropoutMask } from "@steepest/tensors/operations/dropoutMask.ts";
import { mul, type Tensor, tensor } from "@tensorflow/tfjs";
import type { Scope } from "./scope.ts";

/**
 * Inverted dropout: in training every element is zeroed with probability `rate` and the rest are scaled by
 * 1 / (1 − rate). `name` separates the masks of a model's dropout layers; a submission's `dropoutRate` comes before `rate`.
 */
export function dropout(scope: Scope, name: string, x: Tensor, rate: number): Tensor {
  const { mode, dropoutRate } = scope.options;
  const used = dropoutRate ?? rate;
  if (mode === "eval" || used === 0) return x;
  return mul(x, maskTensor(scope, name, x.shape, used));
}

/** A mask of some shape for the examples at hand, whose numbers are those that each has in the whole batch. */
export const maskTensor = (scope: Scope, name: string, shape: readonly number[], rate: number): Tensor =>
  scope.perExample(shape, (whole) => {
    const size = whole.reduce((product, length) => product * length, 1);
    const { key } = scope.options;
    const mask = drawnNumbers(key, (drawn, into) => dropoutMask(deriveKey(drawn, name), size, rate, into));
    return tensor(mask, whole, "float32");
  });
