import { currentRecording } from "../captured/recording.ts";
import { emscriptenOf } from "../emscripten.ts";
import { addressOf, sizeOf } from "./heap.ts";
import { wasmKernel } from "./wasmKernel.ts";

interface Attributes {
  readonly shape: readonly number[];
  readonly dtype: "float32" | "int32";
  readonly write: (numbers: Float32Array | Int32Array) => void;
}

/** A new tensor whose numbers JavaScript writes where they lie: nothing is made to be copied and collected. */
export const writtenNumbers = wasmKernel<object, Attributes>("WrittenNumbers", (_, attributes, backend) => {
  const { shape, dtype, write } = attributes;
  currentRecording()?.refuse("numbers are written by JavaScript");
  const out = backend.makeOutput([...shape], dtype);
  const Numbers = dtype === "float32" ? Float32Array : Int32Array;
  const numbers = new Numbers(emscriptenOf(backend).HEAPU8.buffer, addressOf(backend, out), sizeOf(shape));
  try {
    write(numbers);
  } catch (error) {
    backend.disposeData(out.dataId);
    throw error;
  }
  return out;
});
