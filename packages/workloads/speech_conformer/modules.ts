import type { ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";
import { attention } from "@steepest/tensors/operations/attention.ts";
import {
  depthwiseConv2d,
  mul,
  reshape,
  sigmoid,
  softplus,
  type Tensor,
  type Tensor4D,
  tile,
} from "@tensorflow/tfjs";
import { activation } from "../layers/activation.ts";
import { batchNormSpecs } from "../layers/batchNorm.ts";
import { dense, denseSpecs } from "../layers/dense.ts";
import { layerNorm, layerNormSpecs } from "../layers/layerNorm.ts";
import { maskedBatchNorm } from "../layers/maskedBatchNorm.ts";
import type { Scope } from "../layers/scope.ts";
import type { ConformerConfig } from "./config.ts";

/** Frames as rows, [batch · frames, width], and which of them belong to an utterance, [batch, frames]. */
export interface Frames {
  readonly rows: Tensor;
  readonly mask: Tensor;
}

const glorot = { initializer: { type: "glorot_uniform" } } as const;
const layerNormEpsilon = 1e-6;
const batchNormEpsilon = 1e-3;

export const feedForwardSpecs = (
  name: string,
  { width, expansion }: ConformerConfig,
): readonly ParameterSpec[] => [
  ...layerNormSpecs(`${name}.norm`, width),
  ...denseSpecs(`${name}.up`, width, expansion * width, glorot),
  ...denseSpecs(`${name}.down`, expansion * width, width, glorot),
];

export function feedForward(scope: Scope, name: string, { rows }: Frames, config: ConformerConfig): Tensor {
  const normed = layerNorm(scope, `${name}.norm`, rows, layerNormEpsilon);
  const up = activation(config.activation, dense(scope, `${name}.up`, normed));
  return dense(scope, `${name}.down`, up);
}

export const selfAttentionSpecs = (
  name: string,
  { width, heads }: ConformerConfig,
): readonly ParameterSpec[] => [
  ...layerNormSpecs(`${name}.norm`, width),
  ...(["q", "k", "v", "out"] as const).flatMap((part) =>
    denseSpecs(`${name}.${part}`, width, width, { ...glorot, kind: `attention_${part}` }),
  ),
  {
    name: `${name}.queryScale`,
    kind: "norm_scale",
    shape: [width / heads],
    initializer: { type: "constant", value: 0 },
  },
];

/** Self-attention over an utterance's own frames; queries are scaled by softplus(parameter) / ln 2, which starts at 1. */
export function selfAttention(
  scope: Scope,
  name: string,
  { rows, mask }: Frames,
  config: ConformerConfig,
): Tensor {
  const { width, heads, attentionTemperature } = config;
  const [batch, frames] = mask.shape as [number, number];
  const normed = layerNorm(scope, `${name}.norm`, rows, layerNormEpsilon);
  const project = (part: string) => dense(scope, `${name}.${part}`, normed);
  const scale = mul(softplus(scope.parameter(`${name}.queryScale`)), Math.LOG2E);
  const queries = mul(project("q"), tile(scale, [heads]));
  const [q, k, v] = [queries, project("k"), project("v")].map((x) => reshape(x, [batch, frames, width])) as [
    Tensor,
    Tensor,
    Tensor,
  ];
  const attended = attention(q, k, v, { heads, mask: reshape(mask, [batch, 1, frames]).toBool() });
  return dense(scope, `${name}.out`, reshape(mul(attended, attentionTemperature), [batch * frames, width]));
}

export const convolutionSpecs = (
  name: string,
  { width, kernelSize }: ConformerConfig,
): readonly ParameterSpec[] => [
  ...layerNormSpecs(`${name}.norm`, width),
  ...denseSpecs(`${name}.value`, width, width, glorot),
  ...denseSpecs(`${name}.gate`, width, width, glorot),
  { name: `${name}.depthwise`, kind: "depthwise_weight", shape: [kernelSize, 1, width, 1], ...glorot },
  ...batchNormSpecs(`${name}.batchNorm`, width),
  ...denseSpecs(`${name}.out`, width, width, glorot),
];

/** A gated linear unit, a convolution over time channel by channel, batch norm, activation and a dense layer. */
export function convolution(
  scope: Scope,
  name: string,
  { rows, mask }: Frames,
  config: ConformerConfig,
): Tensor {
  const { width, batchNormMomentum } = config;
  const [batch, frames] = mask.shape as [number, number];
  const column = reshape(mask, [-1, 1]);
  const normed = layerNorm(scope, `${name}.norm`, rows, layerNormEpsilon);
  const gated = mul(dense(scope, `${name}.value`, normed), sigmoid(dense(scope, `${name}.gate`, normed)));
  // Frames beyond the end are zeros, as those that the convolution pads with.
  const padded = reshape(mul(gated, column), [batch, frames, 1, width]);
  const convolved = scope.linear(padded, `${name}.depthwise`, (x, filter) =>
    depthwiseConv2d(x as Tensor4D, filter as Tensor4D, 1, "same"),
  );
  const norm = { mask: column, momentum: batchNormMomentum, epsilon: batchNormEpsilon };
  const normalized = maskedBatchNorm(scope, `${name}.batchNorm`, reshape(convolved, [-1, width]), norm);
  return dense(scope, `${name}.out`, activation(config.activation, normalized));
}
