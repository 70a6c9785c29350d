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

/** A tensor over part of another's memory, from its element `offset` on; give it back with `releaseView`. */
export function viewOf(
  backend: BackendWasm,
  tensor: TensorInfo,
  offset: number,
  shape: number[],
): TensorInfo {
  return backend.makeOutput(shape, "float32", backend.getMemoryOffset(tensor.dataId) + 4 * offset);
}

/** Forgets a view without freeing the memory that it looks at. */
export function releaseView(backend: BackendWasm, view: TensorInfo): void {
  backend.wasm.tfjs.disposeData(idOf(backend, view));
  backend.dataIdMap.delete(view.dataId);
}

/** The number by which tfjs's wasm module knows a tensor. */
export function idOf(backend: BackendWasm, tensor: TensorInfo): number {
  return backend.dataIdMap.get(tensor.dataId).id;
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
