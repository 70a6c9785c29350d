import type { ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";
import { add, mean, reshape, type Tensor, tile } from "@tensorflow/tfjs";
import { layerNorm, layerNormSpecs } from "../layers/layerNorm.ts";
import { multiHeadAttention, multiHeadAttentionSpecs } from "../layers/multiHeadAttention.ts";
import type { Scope } from "../layers/scope.ts";
import type { VisionTransformerConfig } from "./config.ts";
import { mlp, mlpSpecs, normEpsilon } from "./encoderBlock.ts";

/** What pooling learns: nothing (mean), or the query, attention, norm and MLP of a MAP head. */
export const poolingSpecs = (config: VisionTransformerConfig): readonly ParameterSpec[] =>
  config.pooling === "mean"
    ? []
    : [
        {
          name: "pooling.query",
          kind: "embedding",
          shape: [1, config.width],
          initializer: { type: "glorot_uniform" },
        },
        ...multiHeadAttentionSpecs("pooling.attention", config.width),
        ...layerNormSpecs("pooling.norm", config.width),
        ...mlpSpecs("pooling.mlp", config, false),
      ];

/** One vector for every image: x [batch, positions, width] → [batch, width]. */
export function pool(scope: Scope, x: Tensor, config: VisionTransformerConfig): Tensor {
  if (config.pooling === "mean") return mean(x, 1);
  const { width, heads, dropoutRate } = config;
  const batch = x.shape[0] as number;
  const queries = scope.noisy(x, () =>
    tile(reshape(scope.parameter("pooling.query"), [1, 1, width]), [batch, 1, 1]),
  );
  const looked = multiHeadAttention(
    scope,
    "pooling.attention",
    { queries, memory: x },
    { heads, dropoutRate },
  );
  const normalized = layerNorm(scope, "pooling.norm", looked, normEpsilon);
  return reshape(add(looked, mlp(scope, "pooling.mlp", normalized, { config, gated: false })), [
    batch,
    width,
  ]);
}
