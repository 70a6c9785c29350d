import type { TensorInfo } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import { addressOf, allocate, sizeOf } from "./heap.ts";
import { wasmKernel } from "./wasmKernel.ts";

interface Inputs {
  /** [batch, length, heads · width] */
  readonly x: TensorInfo;
  /** [length, width / 2], as the sines. */
  readonly cosines: TensorInfo;
  readonly sines: TensorInfo;
}

interface Attributes {
  readonly heads: number;
  /** Turns back: the gradient. */
  readonly inverse: boolean;
}

export const rotaryEmbedding = wasmKernel<Inputs, Attributes>(
  "RotaryEmbedding",
  ({ x, cosines, sines }, { heads, inverse }, backend) => {
    const [batch, length, columns] = x.shape as [number, number, number];
    const out = allocate(backend, x.shape);
    if (sizeOf(x.shape) === 0) return out;
    trainingModules().fused.rotatePairs(
      addressOf(backend, x),
      addressOf(backend, cosines),
      addressOf(backend, sines),
      addressOf(backend, out),
      batch * length * heads,
      length,
      heads,
      columns / heads,
      inverse ? -1 : 1,
    );
    return out;
  },
);
