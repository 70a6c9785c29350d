import type { ModelStateSpec, ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";
import {
  add,
  customGrad,
  div,
  type GradSaveFunc,
  mean,
  mul,
  reshape,
  rsqrt,
  square,
  sub,
  sum,
  type Tensor,
} from "@tensorflow/tfjs";
import type { Scope } from "./scope.ts";

const epsilon = 1e-5;
/** Share of the running statistics that one training step keeps (Flax's and AlgoPerf's default for ResNet: 0.9). */
const momentum = 0.9;

export const batchNormSpecs = (name: string, channels: number): readonly ParameterSpec[] => [
  {
    name: `${name}.scale`,
    kind: "norm_scale",
    shape: [channels],
    initializer: { type: "constant", value: 1 },
  },
  { name: `${name}.bias`, kind: "norm_bias", shape: [channels], initializer: { type: "constant", value: 0 } },
];

export const batchNormStateSpecs = (name: string, channels: number): readonly ModelStateSpec[] => [
  { name: `${name}.mean`, shape: [channels], initialValue: 0 },
  { name: `${name}.variance`, shape: [channels], initialValue: 1 },
];

/**
 * Batch normalization over all axes but the last (Ioffe & Szegedy 2015, arXiv 1502.03167). In training it uses the
 * batch's mean and (biased) variance and, unless `updateBatchNorm` is false, moves the running ones; in evaluation it
 * uses the running ones.
 */
export function batchNorm(scope: Scope, name: string, x: Tensor): Tensor {
  const channels = x.shape.at(-1) as number;
  const rows = reshape(x, [-1, channels]);
  const scale = scope.parameter(`${name}.scale`);
  const bias = scope.parameter(`${name}.bias`);
  const runningMean = scope.state(`${name}.mean`);
  const runningVariance = scope.state(`${name}.variance`);
  if (scope.options.mode === "eval") {
    const gain = mul(scale, rsqrt(add(runningVariance, epsilon)));
    return reshape(add(mul(rows, gain), sub(bias, mul(runningMean, gain))), x.shape);
  }
  const batchMean = mean(rows, 0);
  const batchVariance = mean(square(sub(rows, batchMean)), 0);
  if (scope.options.updateBatchNorm) {
    const moved = (running: Tensor, batch: Tensor) => add(mul(running, momentum), mul(batch, 1 - momentum));
    scope.updateState(`${name}.mean`, moved(runningMean, batchMean));
    scope.updateState(`${name}.variance`, moved(runningVariance, batchVariance));
  }
  return reshape(normalizeByBatch(rows, scale, bias, batchMean, batchVariance), x.shape);
}

/**
 * The normalization with its gradient in closed form: dx = γ/σ · (dy − mean(dy) − x̂ · mean(dy · x̂)). The chain that
 * tfjs would differentiate has three times as many passes over the activations.
 */
function normalizeByBatch(
  rows: Tensor,
  scale: Tensor,
  bias: Tensor,
  batchMean: Tensor,
  batchVariance: Tensor,
): Tensor {
  const inverseDeviation = rsqrt(add(batchVariance, epsilon));
  const normalize = customGrad((...inputs) => {
    const [x, gamma, beta] = inputs as Tensor[] as [Tensor, Tensor, Tensor];
    const save = inputs.at(-1) as unknown as GradSaveFunc;
    const normalized = mul(sub(x, batchMean), inverseDeviation);
    save([normalized, gamma, inverseDeviation]);
    return {
      value: add(mul(normalized, gamma), beta),
      gradFunc: (dy, saved) => {
        const [hat, gain, inverse] = saved as [Tensor, Tensor, Tensor];
        const count = dy.shape[0] as number;
        const dBeta = sum(dy, 0);
        const dGamma = sum(mul(dy, hat), 0);
        const centred = sub(dy, add(div(dBeta, count), mul(hat, div(dGamma, count))));
        return [mul(centred, mul(gain, inverse)), dGamma, dBeta];
      },
    };
  });
  return normalize(rows, scale, bias);
}
