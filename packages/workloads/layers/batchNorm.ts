import type { ModelStateSpec, ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";
import * as operations from "@steepest/tensors/operations/batchNorm.ts";
import { add, mul, rsqrt, sub, type Tensor } from "@tensorflow/tfjs";
import type { Scope } from "./scope.ts";

const epsilon = 1e-5;
/** Share of the running statistics that one training step keeps (Flax's and AlgoPerf's default for ResNet: 0.9). */
const momentum = 0.9;

export const batchNormSpecs = (
  name: string,
  channels: number,
  initialScale = 1,
): readonly ParameterSpec[] => [
  {
    name: `${name}.scale`,
    kind: "norm_scale",
    shape: [channels],
    initializer: { type: "constant", value: initialScale },
  },
  { name: `${name}.bias`, kind: "norm_bias", shape: [channels], initializer: { type: "constant", value: 0 } },
];

export const batchNormStateSpecs = (name: string, channels: number): readonly ModelStateSpec[] => [
  { name: `${name}.mean`, shape: [channels], initialValue: 0 },
  { name: `${name}.variance`, shape: [channels], initialValue: 1 },
];

/** Moves the running statistics towards a batch's, as the pass's options say. */
export function moveStatistics(
  scope: Scope,
  name: string,
  batch: { readonly mean: Tensor; readonly variance: Tensor },
  kept: number,
): void {
  const { updateBatchNorm } = scope.options;
  if (updateBatchNorm === false) return;
  for (const part of ["mean", "variance"] as const) {
    const running = scope.state(`${name}.${part}`);
    const after =
      updateBatchNorm === "replace" ? batch[part] : add(mul(running, kept), mul(batch[part], 1 - kept));
    scope.updateState(`${name}.${part}`, after);
  }
}

/**
 * Batch normalization over all axes but the last (Ioffe & Szegedy 2015, arXiv 1502.03167) of x [batch, …, channels]. In
 * training it uses the batch's mean and (biased) variance and, unless `updateBatchNorm` is false, moves the running
 * ones; in evaluation it uses the running ones. Under noise on outputs training uses the running ones, too, and moves them: by the batch's own, an example's noise would act on all
 * others' losses, which its own does not show.
 */
export const batchNorm = (scope: Scope, name: string, x: Tensor): Tensor =>
  scope.noisy(x, (inputs) => normalized(scope, name, inputs));

function normalized(scope: Scope, name: string, x: Tensor): Tensor {
  const scale = scope.parameter(`${name}.scale`);
  const bias = scope.parameter(`${name}.bias`);
  const runningMean = scope.state(`${name}.mean`);
  const runningVariance = scope.state(`${name}.variance`);
  const { mode, outputNoise } = scope.options;
  if (mode === "eval" || outputNoise !== undefined) {
    if (mode === "train") {
      const { mean, variance } = operations.batchNorm(x, scale, bias, epsilon);
      moveStatistics(scope, name, { mean, variance }, momentum);
    }
    const gain = mul(scale, rsqrt(add(runningVariance, epsilon)));
    return add(mul(x, gain), sub(bias, mul(runningMean, gain)));
  }
  const { y, mean, variance } = operations.batchNorm(x, scale, bias, epsilon);
  moveStatistics(scope, name, { mean, variance }, momentum);
  return y;
}
