import type { TensorInfo } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import { attentionSizes, headOf, headProduct, scoresOf, transposed } from "./attentionHeads.ts";
import { addressOf, allocate, sizeOf } from "./heap.ts";
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
}

/** Attended values [batch, queries, heads · width] and the probabilities [batch · heads, queries, keys] before dropout. */
export const attention = wasmKernel<Inputs, Attributes>("Attention", (inputs, attributes, backend) => {
  const { q, k, v, mask, dropout } = inputs;
  const { heads, scale, causal } = attributes;
  const { batch, queries, keys, width, valueWidth } = attentionSizes(q, k, v, heads);
  const out = allocate(backend, [batch, queries, heads * valueWidth]);
  const probabilities = allocate(backend, [batch * heads, queries, keys]);
  const dropped = dropout === undefined ? null : allocate(backend, [1, queries, keys]);
  const { fused } = trainingModules();
  const [masks, maskRows] = mask === undefined ? [1, 1] : (mask.shape as [number, number]);
  for (let head = 0; head < batch * heads; head++) {
    const scores = scoresOf(backend, probabilities, head);
    headProduct(
      backend,
      [headOf(backend, q, head, heads), !transposed],
      [headOf(backend, k, head, heads), transposed],
      scores,
      [queries, width, keys],
    );
    const maskAt = Math.floor((head * masks) / (batch * heads)) * maskRows * keys;
    fused.attentionSoftmax(
      scores.address,
      mask === undefined ? 0 : addressOf(backend, mask, maskAt),
      maskRows === 1 ? 0 : 4 * keys,
      queries,
      keys,
      scale,
      causal,
    );
    let weights = scores;
    if (dropout !== undefined && dropped !== null) {
      weights = scoresOf(backend, dropped, 0);
      const kept = scoresOf(backend, dropout, head);
      fused.multiplyInto(scores.address, kept.address, weights.address, sizeOf([queries, keys]));
    }
    headProduct(
      backend,
      [weights, !transposed],
      [headOf(backend, v, head, heads), !transposed],
      headOf(backend, out, head, heads),
      [queries, keys, valueWidth],
    );
  }
  if (dropped !== null) backend.disposeData(dropped.dataId);
  return [out, probabilities];
});
