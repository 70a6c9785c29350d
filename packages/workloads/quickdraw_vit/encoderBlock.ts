import type { ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";
import { gelu } from "@steepest/tensors/operations/activations.ts";
import { add, mul, reshape, type Tensor } from "@tensorflow/tfjs";
import { dense, denseSpecs } from "../layers/dense.ts";
import { dropout } from "../layers/dropout.ts";
import { layerNorm, layerNormSpecs } from "../layers/layerNorm.ts";
import { multiHeadAttention, multiHeadAttentionSpecs } from "../layers/multiHeadAttention.ts";
import type { Scope } from "../layers/scope.ts";
import type { VisionTransformerConfig } from "./config.ts";

/** Flax's default, which AlgoPerf's models keep. */
export const normEpsilon = 1e-6;

const glorot = { initializer: { type: "glorot_uniform" } } as const;

export const mlpSpecs = (
  name: string,
  { width, hidden }: VisionTransformerConfig,
  gated: boolean,
): readonly ParameterSpec[] => [
  ...denseSpecs(`${name}.up`, width, hidden, glorot),
  ...(gated ? denseSpecs(`${name}.gate`, hidden, hidden, glorot) : []),
  ...denseSpecs(`${name}.down`, hidden, width, glorot),
];

/** Two dense layers with GELU between them, on x [batch, positions, width]; `gated` as AlgoPerf's `use_glu`. */
export function mlp(
  scope: Scope,
  name: string,
  x: Tensor,
  { config, gated }: { readonly config: VisionTransformerConfig; readonly gated: boolean },
): Tensor {
  const rows = reshape(x, [-1, config.width]);
  const active = gelu(dense(scope, `${name}.up`, rows), "tanh");
  const units = gated ? mul(active, dense(scope, `${name}.gate`, active)) : active;
  const dropped = dropout(scope, `${name}.units`, units, config.dropoutRate);
  return reshape(dense(scope, `${name}.down`, dropped), x.shape);
}

export const encoderBlockSpecs = (
  name: string,
  config: VisionTransformerConfig,
): readonly ParameterSpec[] => [
  ...layerNormSpecs(`${name}.norm0`, config.width),
  ...multiHeadAttentionSpecs(`${name}.attention`, config.width),
  ...layerNormSpecs(`${name}.norm1`, config.width),
  ...mlpSpecs(`${name}.mlp`, config, config.gatedMlp),
];

/** Self-attention and MLP, each on its residual branch, on x [batch, positions, width]. */
export function encoderBlock(scope: Scope, name: string, x: Tensor, config: VisionTransformerConfig): Tensor {
  const { heads, dropoutRate, norm, gatedMlp } = config;
  const branches = [
    (y: Tensor) =>
      multiHeadAttention(scope, `${name}.attention`, { queries: y, memory: y }, { heads, dropoutRate }),
    (y: Tensor) => mlp(scope, `${name}.mlp`, y, { config, gated: gatedMlp }),
  ];
  return branches.reduce((stream, branch, at) => {
    const normalize = (y: Tensor) => layerNorm(scope, `${name}.norm${at}`, y, normEpsilon);
    const drop = (y: Tensor) => dropout(scope, `${name}.branch${at}`, y, dropoutRate);
    if (norm === "pre") return add(stream, drop(branch(normalize(stream))));
    return normalize(add(stream, drop(branch(stream))));
  }, x);
}
