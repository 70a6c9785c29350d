import type { TensorInfo } from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";

/** A float32 tensor's numbers on the wasm heap. Valid until the next allocation, which may grow the heap. */
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
