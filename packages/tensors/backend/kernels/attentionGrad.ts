import type { TensorInfo } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import { attentionSizes } from "./attentionSizes.ts";
import { addressOf, allocate } from "./heap.ts";
import { scratch } from "./scratch.ts";
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
    const slopes = allocate(backend, [queries, keys]);
    const dropped = dropout === undefined ? null : allocate(backend, [queries, keys]);
    const { fused, matrix } = trainingModules();
    fused.attentionGrad(
      addressOf(backend, q),
      addressOf(backend, k),
      addressOf(backend, v),
      addressOf(backend, probabilities),
      addressOf(backend, dy),
      dropout === undefined ? 0 : addressOf(backend, dropout),
      addressOf(backend, dq),
      addressOf(backend, dk),
      addressOf(backend, dv),
      addressOf(backend, slopes),
      dropped === null ? 0 : addressOf(backend, dropped),
      batch,
      heads,
      queries,
      keys,
      width,
      valueWidth,
      scale,
      causal,
      scratch(backend, matrix.scratchBytes()),
    );
    for (const each of [slopes, dropped]) if (each !== null) backend.disposeData(each.dataId);
    return outputs;
  },
);
