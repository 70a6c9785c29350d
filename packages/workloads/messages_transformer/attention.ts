import { drawnNumbers } from "@steepest/base/random/drawnNumbers.ts";
import { deriveKey } from "@steepest/base/random/key.ts";
import type { ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";
import * as operations from "@steepest/tensors/operations/attention.ts";
import { dropoutMask } from "@steepest/tensors/operations/dropoutMask.ts";
import { equal, expandDims, mul, sub, type Tensor, tensor } from "@tensorflow/tfjs";
import { projection, projectionSpec } from "../layers/projection.ts";
import type { Scope } from "../layers/scope.ts";
import type { TransformerConfig } from "./config.ts";

/** Query, key, value and output projections [width, width], without bias, by Glorot's initialization. */
export const attentionSpecs = (name: string, width: number): readonly ParameterSpec[] =>
  (["q", "k", "v", "out"] as const).map((part) =>
    projectionSpec(`${name}.${part}`, [width, width], `attention_${part}`, { type: "glorot_uniform" }),
  );

/** What queries look at: [batch, length, width] each. */
export interface KeysAndValues {
  readonly keys: Tensor;
  readonly values: Tensor;
}

/** Keys and values of `memory` [batch, length, width]. */
export const keysAndValues = (scope: Scope, name: string, memory: Tensor): KeysAndValues => ({
  keys: projection(scope, `${name}.k`, memory),
  values: projection(scope, `${name}.v`, memory),
});

export interface Sight {
  /** Added to the scores, [batch, 1 or queries, keys]. */
  readonly mask?: Tensor;
  readonly causal?: boolean;
}

/** Multi-head attention (arXiv 1706.03762, section 3.2) of x [batch, queries, width]; same shape. */
export function attend(
  config: TransformerConfig,
  scope: Scope,
  name: string,
  x: Tensor,
  { keys, values }: KeysAndValues,
  sight: Sight,
): Tensor {
  const { heads, width, attentionTemperature } = config;
  const queries = projection(scope, `${name}.q`, x);
  const [batch, count] = x.shape as [number, number];
  const dropout = probabilityDropout(config, scope, name, [batch * heads, count, keys.shape[1] as number]);
  const attended = operations.attention(queries, keys, values, {
    heads,
    scale: attentionTemperature / Math.sqrt(width / heads),
    ...sight,
    ...(dropout === null ? {} : { dropout }),
  });
  return projection(scope, `${name}.out`, attended);
}

function probabilityDropout(
  { attentionDropout, dropoutRate }: TransformerConfig,
  { options }: Scope,
  name: string,
  shape: readonly [number, number, number],
): Tensor | null {
  const rate = options.dropoutRate ?? dropoutRate;
  if (!attentionDropout || options.mode === "eval" || rate === 0) return null;
  const mask = drawnNumbers(options.key, (key, into) =>
    dropoutMask(deriveKey(key, `${name}.probabilities`), shape[0] * shape[1] * shape[2], rate, into),
  );
  return tensor(mask, [...shape]);
}

/**
 * Who may look where, by the segments of queries [batch, q] and keys [batch, k]: 0 within a segment, −10³⁰ elsewhere, [batch, q, k].
 * Sentences of a packed row are segments 1, 2, …; padding is 0 among sources and −1 among targets.
 */
export const segmentMask = (querySegments: Tensor, keySegments: Tensor): Tensor =>
  mul(sub(1, equal(expandDims(querySegments, 2), expandDims(keySegments, 1)).toFloat()), -1e30);
