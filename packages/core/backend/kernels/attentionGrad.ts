import type { TensorInfo } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import { attentionSizes, headOf, headProduct, scoresOf, transposed } from "./attentionHeads.ts";
import { allocate, sizeOf } from "./heap.ts";
import { wasmKernel } from "./wasmKernel.ts";

interface Inputs {
  readonly q: TensorInfo;
  readonly k: TensorInfo;
  readonly v: TensorInfo;
  readonly probabilities: TensorInfo;
  readonly dy: TensorInfo;
  readonly dropout?: TensorInfo;
}

interface Attributes {
  readonly heads: number;
  readonly scale: number;
  readonly causal: boolean;
}

/** Slopes by q, k and v from what the Attention kernel was given and returned. */
export const attentionGrad = wasmKernel<Inputs, Attributes>(
  "AttentionGrad",
  (inputs, attributes, backend) => {
    const { q, k, v, probabilities, dy, dropout } = inputs;
    const { heads, scale, causal } = attributes;
    const { batch, queries, keys, width, valueWidth } = attentionSizes(q, k, v, heads);
    const outputs = [q, k, v].map((each) => allocate(backend, each.shape)) as [
      TensorInfo,
      TensorInfo,
      TensorInfo,
    ];
    const [dq, dk, dv] = outputs;
    const ofScores = allocate(backend, [1, queries, keys]);
    const dropped = dropout === undefined ? null : allocate(backend, [1, queries, keys]);
    const slopes = scoresOf(backend, ofScores, 0);
    const { fused } = trainingModules();
    const count = sizeOf([queries, keys]);
    for (let head = 0; head < batch * heads; head++) {
      const p = scoresOf(backend, probabilities, head);
      const upstream = headOf(backend, dy, head, heads);
      let weights = p;
      const kept = dropout === undefined ? null : scoresOf(backend, dropout, head);
      if (kept !== null && dropped !== null) {
        weights = scoresOf(backend, dropped, 0);
        fused.multiplyInto(p.address, kept.address, weights.address, count);
      }
      const ofValue = headOf(backend, dv, head, heads);
      headProduct(backend, [weights, transposed], [upstream, !transposed], ofValue, [
        keys,
        queries,
        valueWidth,
      ]);
      const value = headOf(backend, v, head, heads);
      headProduct(backend, [upstream, !transposed], [value, transposed], slopes, [queries, valueWidth, keys]);
      if (kept !== null) fused.multiplyInto(slopes.address, kept.address, slopes.address, count);
      fused.attentionSoftmaxGrad(p.address, slopes.address, queries, keys, scale, causal);
      const key = headOf(backend, k, head, heads);
      const query = headOf(backend, q, head, heads);
      const ofQuery = headOf(backend, dq, head, heads);
      const ofKey = headOf(backend, dk, head, heads);
      headProduct(backend, [slopes, !transposed], [key, !transposed], ofQuery, [queries, keys, width]);
      headProduct(backend, [slopes, transposed], [query, !transposed], ofKey, [keys, queries, width]);
    }
    for (const each of [ofScores, dropped]) if (each !== null) backend.disposeData(each.dataId);
    return outputs;
  },
);
