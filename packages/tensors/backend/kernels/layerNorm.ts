import type { TensorInfo } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import { addressOf, allocate, sizeOf } from "./heap.ts";
import { wasmKernel } from "./wasmKernel.ts";

interface Inputs {
  readonly x: TensorInfo;
  readonly scale?: TensorInfo;
  readonly bias?: TensorInfo;
}

interface Attributes {
  readonly epsilon: number;
  /** False leaves the mean in: RMS norm. */
  readonly centred: boolean;
}

/** Rows (last axis) normalized, and their means and inverse deviations [2, rows]. */
export const layerNorm = wasmKernel<Inputs, Attributes>("LayerNorm", (inputs, attributes, backend) => {
  const { x, scale, bias } = inputs;
  const width = x.shape.at(-1) as number;
  const rows = sizeOf(x.shape) / width;
  const y = allocate(backend, x.shape);
  const statistics = allocate(backend, [2, rows]);
  trainingModules().fused.normalizeRows(
    addressOf(backend, x),
    scale === undefined ? 0 : addressOf(backend, scale),
    bias === undefined ? 0 : addressOf(backend, bias),
    addressOf(backend, y),
    addressOf(backend, statistics),
    rows,
    width,
    attributes.epsilon,
    attributes.centred,
  );
  return [y, statistics];
});
