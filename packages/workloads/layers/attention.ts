import type { ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";
import { attention } from "@steepest/tensors/operations/attention.ts";
import { reshape, type Tensor } from "@tensorflow/tfjs";
import { type DenseOptions, dense, denseSpecs } from "./dense.ts";
import type { Scope } from "./scope.ts";

export interface AttentionShape {
  readonly batch: number;
  readonly length: number;
  readonly heads: number;
}

/** Query, key, value and output projections, all [width, width] with bias. `outInitializer` is for the residual branch. */
export const attentionSpecs = (
  name: string,
  width: number,
  outInitializer: NonNullable<DenseOptions["initializer"]>,
): readonly ParameterSpec[] => [
  ...denseSpecs(`${name}.q`, width, width, { kind: "attention_q" }),
  ...denseSpecs(`${name}.k`, width, width, { kind: "attention_k" }),
  ...denseSpecs(`${name}.v`, width, width, { kind: "attention_v" }),
  ...denseSpecs(`${name}.out`, width, width, { kind: "attention_out", initializer: outInitializer }),
];

/**
 * Causal multi-head self-attention (Vaswani et al. 2017, arXiv 1706.03762, eq. 1) on x [batch · length, width]; a
 * position sees itself and those before it.
 */
export function causalAttention(scope: Scope, name: string, x: Tensor, shape: AttentionShape): Tensor {
  const { batch, length, heads } = shape;
  const width = x.shape[1] as number;
  const [query, key, value] = ["q", "k", "v"].map((part) =>
    reshape(dense(scope, `${name}.${part}`, x), [batch, length, width]),
  ) as [Tensor, Tensor, Tensor];
  scope.lookBack();
  const attended = attention(query, key, value, { heads, causal: true });
  return dense(scope, `${name}.out`, reshape(attended, [batch * length, width]));
}
