import type { ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";
import { add, matMul, mul, reshape, softmax, type Tensor, tensor2d, transpose } from "@tensorflow/tfjs";
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
  const headWidth = width / heads;
  const split = (rows: Tensor) =>
    reshape(transpose(reshape(rows, [batch, length, heads, headWidth]), [0, 2, 1, 3]), [
      batch * heads,
      length,
      headWidth,
    ]);
  const query = split(mul(dense(scope, `${name}.q`, x), 1 / Math.sqrt(headWidth)));
  const key = split(dense(scope, `${name}.k`, x));
  const value = split(dense(scope, `${name}.v`, x));
  const attended = matMul(softmax(add(matMul(query, key, false, true), causalMask(length))), value);
  const merged = reshape(transpose(reshape(attended, [batch, heads, length, headWidth]), [0, 2, 1, 3]), [
    batch * length,
    width,
  ]);
  return dense(scope, `${name}.out`, merged);
}

/** Added to the scores: 0 where a query (row) may look, −1e9 where the key (column) comes after it. */
function causalMask(length: number): Tensor {
  const mask = new Float32Array(length * length);
  for (let row = 0; row < length; row++) mask.fill(-1e9, row * length + row + 1, (row + 1) * length);
  return tensor2d(mask, [length, length]);
}
