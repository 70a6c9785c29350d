import { currentRecording } from "../captured/recording.ts";
import { emscriptenOf } from "../emscripten.ts";
import { trainingModules } from "../modules/trainingModules.ts";
import { addressOf, allocate, sizeOf } from "./heap.ts";
import { wasmKernel } from "./wasmKernel.ts";

interface Attributes {
  readonly shape: readonly number[];
  readonly values: Float32Array;
  readonly write: (bytes: Uint8Array) => void;
}

/** A new tensor of the numbers that bytes stand for, which JavaScript writes to where the tensor will end: they need no memory of their own. */
export const lookedUpBytes = wasmKernel<object, Attributes>("LookedUpBytes", (_, attributes, backend) => {
  const { shape, values, write } = attributes;
  currentRecording()?.refuse("numbers are written by JavaScript");
  const out = allocate(backend, [...shape]);
  const count = sizeOf(shape);
  const heap = emscriptenOf(backend);
  const table = heap._malloc(values.byteLength) >>> 0;
  try {
    const address = addressOf(backend, out);
    write(new Uint8Array(heap.HEAPU8.buffer, address + 3 * count, count));
    new Float32Array(heap.HEAPU8.buffer, table, values.length).set(values);
    trainingModules().images.lookUpBytes(table, address, count, values.length / 256);
  } catch (error) {
    backend.disposeData(out.dataId);
    throw error;
  } finally {
    heap._free(table);
  }
  return out;
});
