import { type Tensor, tensor } from "@tensorflow/tfjs";
import { hasFusedKernel, runFusedKernel } from "./fusedKernel.ts";

/**
 * A new float32 or int32 tensor whose numbers `write` puts into an array of that many: where the backend's memory can be reached, into the tensor
 * itself. `write` writes every one of them (what is in the array before is anything), and makes no other tensor.
 */
export function writtenTensor(
  shape: readonly number[],
  dtype: "float32",
  write: (numbers: Float32Array) => void,
): Tensor;
export function writtenTensor(
  shape: readonly number[],
  dtype: "int32",
  write: (numbers: Int32Array) => void,
): Tensor;
export function writtenTensor(
  shape: readonly number[],
  dtype: "float32" | "int32",
  write: ((numbers: Float32Array) => void) | ((numbers: Int32Array) => void),
): Tensor {
  if (hasFusedKernel("WrittenNumbers")) {
    return runFusedKernel("WrittenNumbers", {}, { shape, dtype, write })[0] as Tensor;
  }
  const size = shape.reduce((product, length) => product * length, 1);
  const numbers = dtype === "float32" ? new Float32Array(size) : new Int32Array(size);
  (write as (into: typeof numbers) => void)(numbers);
  return tensor(numbers, [...shape], dtype);
}
