import type { TensorInfo } from "@tensorflow/tfjs";

/** Sizes of an attention over queries [batch, queries, heads · width] and keys and values [batch, keys, heads · width]. */
export interface AttentionSizes {
  readonly batch: number;
  readonly heads: number;
  readonly queries: number;
  readonly keys: number;
  readonly width: number;
  readonly valueWidth: number;
}

export function attentionSizes(q: TensorInfo, k: TensorInfo, v: TensorInfo, heads: number): AttentionSizes {
  const [batch, queries, columns] = q.shape as [number, number, number];
  const keys = k.shape[1] as number;
  return {
    batch,
    heads,
    queries,
    keys,
    width: columns / heads,
    valueWidth: (v.shape[2] as number) / heads,
  };
}
