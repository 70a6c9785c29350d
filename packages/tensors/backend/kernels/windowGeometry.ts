import type { backend_util } from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { currentRecording } from "../captured/recording.ts";
import { emscriptenOf } from "../emscripten.ts";
import { writeTable } from "./heap.ts";

/** A sliding window as tfjs works it out for pools and convolutions; channels are those of the input. */
export type WindowInfo = Pick<
  backend_util.Conv2DInfo,
  | "batchSize"
  | "inHeight"
  | "inWidth"
  | "inChannels"
  | "outHeight"
  | "outWidth"
  | "filterHeight"
  | "filterWidth"
  | "strideHeight"
  | "strideWidth"
  | "dilationHeight"
  | "dilationWidth"
> & { readonly padInfo: { readonly top: number; readonly left: number } };

const blocks = new WeakMap<BackendWasm, number>();
const fields = 14;

/**
 * Writes a window where the module `images` reads it, in the order of assembly/images/geometry.ts, and returns the address:
 * one small block a backend, written anew by every kernel.
 */
export function windowGeometry(backend: BackendWasm, info: WindowInfo, channels = info.inChannels): number {
  let address = blocks.get(backend);
  if (address === undefined) {
    address = emscriptenOf(backend)._malloc(4 * fields) >>> 0;
    blocks.set(backend, address);
  }
  const { padInfo } = info;
  const numbers = Int32Array.of(
    ...[info.batchSize, info.inHeight, info.inWidth, channels, info.outHeight, info.outWidth],
    ...[info.filterHeight, info.filterWidth, info.strideHeight, info.strideWidth],
    ...[info.dilationHeight, info.dilationWidth, padInfo.top, padInfo.left],
  );
  currentRecording()?.noteTable(address, 4 * fields);
  writeTable(backend, address, numbers);
  return address;
}
