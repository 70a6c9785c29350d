import { drawnNumbers } from "@steepest/base/random/drawnNumbers.ts";
import { deriveKey } from "@steepest/base/random/key.ts";
import { dropoutMask } from "@steepest/tensors/operations/dropoutMask.ts";
import { mul, type Tensor, tensor4d } from "@tensorflow/tfjs";
import type { Scope } from "./scope.ts";

/**
 * Dropout of whole channels (Tompson et al. 2015, arXiv 1411.4280) of x [batch, height, width, channels]: in training each channel of each image is
 * zeroed with probability `rate`, the rest scaled by 1 / (1 − rate). As `dropout`, a submission's `dropoutRate` comes before `rate`.
 */
export function channelDropout(scope: Scope, name: string, x: Tensor, rate: number): Tensor {
  const { mode, dropoutRate, key } = scope.options;
  const used = dropoutRate ?? rate;
  if (mode === "eval" || used === 0) return x;
  const [batch, , , channels] = x.shape as [number, number, number, number];
  const mask = drawnNumbers(key, (drawn, into) =>
    dropoutMask(deriveKey(drawn, name), batch * channels, used, into),
  );
  return mul(x, tensor4d(mask, [batch, 1, 1, channels]));
}
