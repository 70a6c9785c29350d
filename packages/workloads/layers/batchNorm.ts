import type { ModelStateSpec, ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";
import {
  add,
  customGrad,
  div,
  type GradSaveFunc,
  mul,
  neg,
  reshape,
  rsqrt,
  square,
  sub,
  type Tensor,
  tile,
} from "@tensorflow/tfjs";
import { columnSum } from "./columnSum.ts";
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
 * Batch normalization over all axes but the last (Ioffe & Szegedy 2015, arXiv 1502.03167) of x [batch, …, channels]. In
 * training it uses the batch's mean and (biased) variance and, unless `updateBatchNorm` is false, moves the running
 * ones; in evaluation it uses the running ones.
 */
export function batchNorm(scope: Scope, name: string, x: Tensor): Tensor {
  const scale = scope.parameter(`${name}.scale`);
  const bias = scope.parameter(`${name}.bias`);
  const runningMean = scope.state(`${name}.mean`);
  const runningVariance = scope.state(`${name}.variance`);
  if (scope.options.mode === "eval") {
    const gain = mul(scale, rsqrt(add(runningVariance, epsilon)));
    const wide = widen(x, scale.size);
    return reshape(
      add(mul(wide.x, wide.repeat(gain)), wide.repeat(sub(bias, mul(runningMean, gain)))),
      x.shape,
    );
  }
  const { mean, variance } = batchStatistics(x, scale.size);
  if (scope.options.updateBatchNorm) {
    const moved = (running: Tensor, batch: Tensor) => add(mul(running, momentum), mul(batch, 1 - momentum));
    scope.updateState(`${name}.mean`, moved(runningMean, mean));
    scope.updateState(`${name}.variance`, moved(runningVariance, variance));
  }
  return normalizeByBatch(x, scale, bias, mean, variance);
}

/**
 * x as [batch, positions · channels] and channel vectors repeated to match: tfjs's wasm kernels broadcast along a short
 * last axis six times slower than along a long one.
 */
function widen(x: Tensor, channels: number) {
  const batch = x.shape[0] as number;
  const positions = x.size / (batch * channels);
  return {
    x: reshape(x, [batch, positions * channels]),
    repeat: (vector: Tensor) => tile(vector, [positions]),
  };
}

const channelSum = (x: Tensor, channels: number) => columnSum(reshape(x, [-1, channels]));

function batchStatistics(x: Tensor, channels: number) {
  const count = x.size / channels;
  const mean = div(channelSum(x, channels), count);
  const wide = widen(x, channels);
  const variance = div(channelSum(square(sub(wide.x, wide.repeat(mean))), channels), count);
  return { mean, variance };
}

/**
 * The normalization by the batch's statistics with its gradient in closed form:
 * dx = γ/σ · (dy − mean(dy) − x̂ · mean(dy · x̂)).
 */
function normalizeByBatch(x: Tensor, scale: Tensor, bias: Tensor, mean: Tensor, variance: Tensor): Tensor {
  const channels = scale.size;
  const count = x.size / channels;
  const inverseDeviation = rsqrt(add(variance, epsilon));
  const normalize = customGrad((...inputs) => {
    const [maps, gamma, beta] = inputs as Tensor[] as [Tensor, Tensor, Tensor];
    const save = inputs.at(-1) as unknown as GradSaveFunc;
    const wide = widen(maps, channels);
    const normalized = mul(sub(wide.x, wide.repeat(mean)), wide.repeat(inverseDeviation));
    const gain = mul(gamma, inverseDeviation);
    save([normalized, gain]);
    return {
      value: reshape(add(mul(normalized, wide.repeat(gamma)), wide.repeat(beta)), maps.shape),
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [hat, gainOfDy] = saved as [Tensor, Tensor];
        const upstream = widen(dy, channels);
        const dBeta = channelSum(dy, channels);
        const dGamma = channelSum(mul(upstream.x, hat), channels);
        const ofHat = upstream.repeat(neg(mul(gainOfDy, div(dGamma, count))));
        const shift = upstream.repeat(neg(mul(gainOfDy, div(dBeta, count))));
        const dx = add(add(mul(upstream.x, upstream.repeat(gainOfDy)), mul(hat, ofHat)), shift);
        return [reshape(dx, dy.shape), dGamma, dBeta];
      },
    };
  });
  return normalize(x, scale, bias);
}
