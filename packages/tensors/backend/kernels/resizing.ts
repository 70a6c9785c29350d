import type { TensorInfo } from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { trainingModules } from "../modules/trainingModules.ts";
import { addressOf, allocate, writeTable } from "./heap.ts";

export interface ResizeAttributes {
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

type Interpolation = "nearest" | "bilinear";

/** Where each of `to` rows (or columns) comes from among `from`, as in tfjs's forward kernels: near, far, part of far. */
function sources(interpolation: Interpolation, from: number, to: number, attributes: ResizeAttributes) {
  const { alignCorners, halfPixelCenters } = attributes;
  const isAligned = alignCorners && to > 1;
  const ratio = (isAligned ? from - 1 : from) / (isAligned ? to - 1 : to);
  return Array.from({ length: to }, (_, at): [near: number, far: number, part: number] => {
    if (interpolation === "nearest") {
      const exact = ratio * (halfPixelCenters ? at + 0.5 : at);
      const near = Math.min(from - 1, alignCorners ? Math.round(exact) : Math.floor(exact));
      return [near, near, 0];
    }
    const exact = halfPixelCenters ? ratio * (at + 0.5) - 0.5 : ratio * at;
    const near = Math.max(0, Math.floor(exact));
    const far = Math.min(from - 1, Math.ceil(exact));
    // Before the first and after the last pixel's centre there is only that pixel.
    return [near, Math.max(far, near), far > near ? exact - near : 0];
  });
}

/** Runs one of the module's functions from images of shape `large` to or from the resized ones of shape `resized`. */
export function resize(
  backend: BackendWasm,
  run: "resizeGradient" | "resizeNearest",
  interpolation: Interpolation,
  given: TensorInfo,
  shapes: { readonly original: readonly number[]; readonly resized: readonly number[] },
  attributes: ResizeAttributes,
): TensorInfo {
  const [batch, height, width, channels] = shapes.original as [number, number, number, number];
  const [, newHeight, newWidth] = shapes.resized as [number, number, number, number];
  const out = allocate(backend, [...(run === "resizeGradient" ? shapes.original : shapes.resized)]);
  const tables = allocate(backend, [3 * (newHeight + newWidth)]);
  const parts = new Float32Array(3 * (newHeight + newWidth));
  const places = new Int32Array(parts.buffer);
  const entries = [
    ...sources(interpolation, height, newHeight, attributes),
    ...sources(interpolation, width, newWidth, attributes),
  ];
  for (const [i, [near, far, part]] of entries.entries()) {
    places[3 * i] = near;
    places[3 * i + 1] = far;
    parts[3 * i + 2] = part;
  }
  writeTable(backend, addressOf(backend, tables), parts);
  trainingModules().images[run](
    addressOf(backend, given),
    addressOf(backend, out),
    batch,
    height,
    width,
    newHeight,
    newWidth,
    channels,
    addressOf(backend, tables),
    addressOf(backend, tables, 3 * newHeight),
  );
  backend.disposeData(tables.dataId);
  return out;
}
