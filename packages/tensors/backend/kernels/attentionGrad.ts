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
  readonly mask?: TensorInfo;
  /** Left out, they are made again. */
  readonly probabilities?: TensorInfo;
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
    const { q, k, v, mask, probabilities, dy, dropout } = inputs;
    const { heads, scale, causal } = attributes;
    const { batch, queries, keys, width, valueWidth } = attentionSizes(q, k, v, heads);
    const outputs = [q, k, v].map((each) => allocate(backend, each.shape)) as [
      TensorInfo,
      TensorInfo,
      TensorInfo,
    ];
    const [dq, dk, dv] = outputs;
    const [masks, maskRows] = mask === undefined ? [1, 1] : (mask.shape as [number, number]);
    const room = (isNeeded: boolean) => (isNeeded ? allocate(backend, [queries, keys]) : null);
    const rooms = [room(probabilities === undefined), room(true), room(dropout !== undefined)] as const;
    const addressOrNone = (tensor: TensorInfo | null | undefined) =>
      tensor ? addressOf(backend, tensor) : 0;
    const [remade, slopes, dropped] = rooms.map(addressOrNone) as [number, number, number];
    const { fused, matrix } = trainingModules();
    fused.attentionGrad(
      addressOf(backend, q),
      addressOf(backend, k),
      addressOf(backend, v),
      addressOrNone(mask),
      addressOrNone(probabilities),
      addressOf(backend, dy),
      addressOrNone(dropout),
      addressOf(backend, dq),
      addressOf(backend, dk),
      addressOf(backend, dv),
      remade,
      slopes,
      dropped,
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
      scratch(backend, matrix.scratchBytes()),
    );
    for (const each of rooms) if (each !== null) backend.disposeData(each.dataId);
    return outputs;
  },
);
