import type { TensorInfo } from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { currentRecording } from "../captured/recording.ts";
import { emscriptenOf } from "../emscripten.ts";
import { trainingModules } from "../modules/trainingModules.ts";

/** A float32 tensor's numbers on the wasm heap. Valid until the next allocation, which may grow the heap. No call that reads or writes them can be captured. */
export function floatsOf(backend: BackendWasm, tensor: TensorInfo): Float32Array {
  return backend.typedArrayFromHeap(tensor) as Float32Array;
}

/** An int32 tensor's numbers on the wasm heap. Valid until the next allocation. */
export function integersOf(backend: BackendWasm, tensor: TensorInfo): Int32Array {
  return backend.typedArrayFromHeap(tensor) as Int32Array;
}

/** A new float32 tensor, its memory not yet written. */
export function allocate(backend: BackendWasm, shape: number[]): TensorInfo {
  return backend.makeOutput(shape, "float32");
}

/** The same numbers under another shape. Not a tensor of its own: never dispose of it. */
export function withShape(tensor: TensorInfo, shape: number[]): TensorInfo {
  return { dataId: tensor.dataId, dtype: tensor.dtype, shape };
}

export function sizeOf(shape: readonly number[]): number {
  let size = 1;
  for (const length of shape) size *= length;
  return size;
}

/** Byte address of a tensor's number `offset`. */
export function addressOf(backend: BackendWasm, tensor: TensorInfo, offset = 0): number {
  return backend.getMemoryOffset(tensor.dataId) + 4 * offset;
}

/** Every number of a tensor of any type but text. */
export function fillWith(backend: BackendWasm, tensor: TensorInfo, value: number): void {
  const isFlag = tensor.dtype === "bool";
  const integer = isFlag ? 0x0101_0101 * (value & 0xff) : value | 0;
  const pattern =
    tensor.dtype === "float32" ? (new Int32Array(Float32Array.of(value).buffer)[0] as number) : integer;
  const length = sizeOf(tensor.shape) * (isFlag ? 1 : 4);
  trainingModules().elementwise.fill(addressOf(backend, tensor), length, pattern);
}

/** Writes what a kernel reads beside its inputs: numbers that follow from shapes and attributes alone. */
export function writeTable(backend: BackendWasm, address: number, numbers: Int32Array | Float32Array): void {
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  emscriptenOf(backend).HEAPU8.set(bytes, address);
  currentRecording()?.noteConstant(address, bytes);
}

/** A float32 tensor's first number, which decides what a kernel runs: a recording takes it for one that never changes. */
export function decidingNumber(backend: BackendWasm, tensor: TensorInfo): number {
  const address = addressOf(backend, tensor);
  currentRecording()?.requireConstant(address);
  return new DataView(emscriptenOf(backend).HEAPU8.buffer).getFloat32(address, true);
}
