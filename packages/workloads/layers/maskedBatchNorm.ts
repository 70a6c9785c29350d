import { add, matMul, mul, reshape, rsqrt, square, sub, sum, type Tensor } from "@tensorflow/tfjs";
import { moveStatistics } from "./batchNorm.ts";
import type { Scope } from "./scope.ts";

export interface MaskedBatchNormOptions {
  /** 1 for the rows that count, else 0: [rows, 1]. */
  readonly mask: Tensor;
  /** Share of the running statistics that one training step keeps. */
  readonly momentum: number;
  readonly epsilon: number;
}

/**
 * Batch norm of x [rows, channels] as AlgoPerf's speech models have it: mean and (biased) variance of the rows that `mask` counts, and zeros
 * in the others. Its parameters and state are those of `batchNorm`, as is what it does in evaluation.
 */
export function maskedBatchNorm(
  scope: Scope,
  name: string,
  x: Tensor,
  { mask, momentum, epsilon }: MaskedBatchNormOptions,
): Tensor {
  const scale = scope.parameter(`${name}.scale`);
  const bias = scope.parameter(`${name}.bias`);
  const runningMean = scope.state(`${name}.mean`);
  const runningVariance = scope.state(`${name}.variance`);
  const normalize = (deviations: Tensor, variance: Tensor) =>
    mul(add(mul(deviations, mul(scale, rsqrt(add(variance, epsilon)))), bias), mask);
  if (scope.options.mode === "eval") return normalize(sub(x, runningMean), runningVariance);
  const rows = reshape(mask, [1, -1]);
  const shares = rows.div(sum(rows));
  // A product with the shares is the mean over the rows that count.
  const meanOf = (values: Tensor) => reshape(matMul(shares, values), [-1]);
  const mean = meanOf(x);
  const deviations = sub(x, mean);
  const variance = meanOf(square(deviations));
  moveStatistics(scope, name, { mean, variance }, momentum);
  return normalize(deviations, variance);
}
