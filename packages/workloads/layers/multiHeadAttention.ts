import type { ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";
import { attention } from "@steepest/tensors/operations/attention.ts";
import { reshape, type Tensor, type Tensor3D } from "@tensorflow/tfjs";
import { dense, denseSpecs } from "./dense.ts";
import { maskTensor } from "./dropout.ts";
import type { Scope } from "./scope.ts";

/** Query, key, value and output projections, all [width, width] with bias, by Glorot's initialization. */
export const multiHeadAttentionSpecs = (name: string, width: number): readonly ParameterSpec[] =>
  (["q", "k", "v", "out"] as const).flatMap((part) =>
    denseSpecs(`${name}.${part}`, width, width, {
      kind: `attention_${part}`,
      initializer: { type: "glorot_uniform" },
    }),
  );

export interface MultiHeadAttentionOptions {
  readonly heads: number;
  /** Of the probabilities, where a submission sets no rate. */
  readonly dropoutRate: number;
}

/**
 * Multi-head attention (Vaswani et al. 2017, arXiv 1706.03762, section 3.2.2): every position of `queries` [batch, q, width] looks at all
 * of `memory` [batch, k, width]. The same tensor for both is self-attention. The result is [batch, q, width].
 */
export function multiHeadAttention(
  scope: Scope,
  name: string,
  { queries, memory }: { readonly queries: Tensor; readonly memory: Tensor },
  { heads, dropoutRate }: MultiHeadAttentionOptions,
): Tensor3D {
  const [batch, length, width] = queries.shape as [number, number, number];
  const project = (part: string, x: Tensor) =>
    reshape(dense(scope, `${name}.${part}`, reshape(x, [-1, width])), [batch, -1, width]);
  const shape = [batch * heads, length, memory.shape[1] as number];
  const mask = probabilityMask(scope, name, shape, dropoutRate);
  const attended = attention(project("q", queries), project("k", memory), project("v", memory), {
    heads,
    ...(mask === null ? {} : { dropout: mask }),
  });
  return project("out", attended) as Tensor3D;
}

/** What dropout multiplies probabilities with, or null where nothing is dropped. */
function probabilityMask(scope: Scope, name: string, shape: number[], rate: number): Tensor | null {
  const { mode, dropoutRate } = scope.options;
  const used = dropoutRate ?? rate;
  if (mode === "eval" || used === 0) return null;
  return maskTensor(scope, `${name}.probabilities`, shape, used);
}
