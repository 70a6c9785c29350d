import type { TensorInfo } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import { attentionSizes } from "./attentionSizes.ts";
import { addressOf, allocate } from "./heap.ts";
import { scratch } from "./scratch.ts";
import { wasmKernel } from "./wasmKernel.ts";

interface Inputs {
  /** [batch, queries, heads · width] */
  readonly q: TensorInfo;
  /** [batch, keys, heads · width] */
  readonly k: TensorInfo;
  readonly v: TensorInfo;
  /** Added to the scores: [1, batch or batch · heads, 1 or queries, keys]. */
  readonly mask?: TensorInfo;
  /** Times the probabilities: [batch · heads, queries, keys]. */
  readonly dropout?: TensorInfo;
}

interface Attributes {
  readonly heads: number;
  readonly scale: number;
  readonly causal: boolean;
  readonly keeps: boolean;
}

/** Attended values [batch, queries, heads · width] and, where they are to be kept, the probabilities [batch · heads, queries, keys] before dropout. */
export const attention = wasmKernel<Inputs, Attributes>("Attention", (inputs, attributes, backend) => {
  const { q, k, v, mask, dropout } = inputs;
  const { heads, scale, causal, keeps } = attributes;
  const { batch, queries, keys, width, valueWidth } = attentionSizes(q, k, v, heads);
  const out = allocate(backend, [batch, queries, heads * valueWidth]);
  const probabilities = allocate(backend, [keeps ? batch * heads : 1, queries, keys]);
  const dropped = dropout === undefined ? null : allocate(backend, [queries, keys]);
  const { fused, matrix } = trainingModules();
  const [masks, maskRows] = mask === undefined ? [1, 1] : (mask.shape as [number, number]);
  const addressOrNone = (tensor: TensorInfo | null | undefined) => (tensor ? addressOf(backend, tensor) : 0);
  fused.attention(
    addressOf(backend, q),
    addressOf(backend, k),
    addressOf(backend, v),
    addressOrNone(mask),
    addressOrNone(dropout),
    addressOf(backend, out),
    addressOf(backend, probabilities),
    addressOrNone(dropped),
    batch,
    heads,
    queries,
    keys,
    width,
    valueWidth,
    masks,
    maskRows,
    scale,
    causal,
    keeps,
    scratch(backend, matrix.scratchBytes()),
  );
  for (const each of [dropped, keeps ? null : probabilities])
    if (each !== null) backend.disposeData(each.dataId);
  return keeps ? [out, probabilities] : [out];
});
