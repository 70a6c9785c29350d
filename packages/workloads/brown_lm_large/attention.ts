import { log2 } from "@steepest/base/math/log.ts";
import type { Initializer, ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";
import { attention } from "@steepest/tensors/operations/attention.ts";
import { rmsNorm } from "@steepest/tensors/operations/norms.ts";
import { rotaryEmbedding } from "@steepest/tensors/operations/rotaryEmbedding.ts";
import { mul, reshape, type Tensor } from "@tensorflow/tfjs";
import { projection, projectionSpec } from "../layers/projection.ts";
import type { Scope } from "../layers/scope.ts";
import type { RotaryDecoderConfig } from "./config.ts";

/** Query, key, value and output projections without bias; the learned scale of normalized queries, if they are. */
export function rotaryAttentionSpecs(
  config: RotaryDecoderConfig,
  name: string,
  { inner, last }: { readonly inner: Initializer; readonly last: Initializer },
): readonly ParameterSpec[] {
  const { width, length, normalizedQueries } = config;
  const square = [width, width] as const;
  return [
    ...(["q", "k", "v"] as const).map((part) =>
      projectionSpec(`${name}.${part}`, square, `attention_${part}`, inner),
    ),
    projectionSpec(`${name}.out`, square, "attention_out", last),
    ...(normalizedQueries
      ? [
          {
            name: `${name}.scale`,
            kind: "norm_scale",
            shape: [1],
            // AlgoPerf's, after Henry et al. 2020, equation 5: log₂(L² − L) of the longest sequence.
            initializer: { type: "constant", value: log2(length * length - length) },
          } as const,
        ]
      : []),
  ];
}

/** Causal self-attention with rotary positions (Su et al. 2021, arXiv 2104.09864) on x [batch, length, width]. */
export function rotaryAttention(config: RotaryDecoderConfig, scope: Scope, name: string, x: Tensor): Tensor {
  const { heads, width, rotaryBase, normalizedQueries } = config;
  const headWidth = width / heads;
  const turned = (part: string) =>
    rotaryEmbedding(projection(scope, `${name}.${part}`, x), { heads, base: rotaryBase });
  const values = projection(scope, `${name}.v`, x);
  let [queries, keys] = [turned("q"), turned("k")];
  let scale = 1 / Math.sqrt(headWidth);
  if (normalizedQueries) {
    queries = scope.noisy(queries, (some) => mul(byHead(some, headWidth), scope.parameter(`${name}.scale`)));
    keys = byHead(keys, headWidth);
    // Each has length √headWidth, so that their product is this many cosines.
    scale = 1 / headWidth;
  }
  scope.lookBack();
  return projection(scope, `${name}.out`, attention(queries, keys, values, { heads, causal: true, scale }));
}

/** Every head's vector divided by the root of its mean square. */
const byHead = (x: Tensor, headWidth: number): Tensor =>
  reshape(rmsNorm(reshape(x, [-1, headWidth])), x.shape);
