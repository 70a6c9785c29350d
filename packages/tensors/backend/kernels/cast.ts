import type { DataType, TensorInfo } from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { trainingModules } from "../modules/trainingModules.ts";
import { broadcastBinary } from "./binaryKernel.ts";
import { addressOf, floatsOf, integersOf, sizeOf } from "./heap.ts";
import { callStockKernel, wasmKernel } from "./wasmKernel.ts";

/**
 * Another dtype. The same one costs nothing: relu's gradient, for one, casts a float32 tensor to float32. Unlike tfjs-wasm's, a
 * number becomes `true` when it is not zero, as on tfjs's other backends, and not when its low byte is not.
 */
export const cast = wasmKernel<{ x: TensorInfo }, { readonly dtype: DataType }>(
  "Cast",
  ({ x }, attributes, backend) => {
    const { dtype } = attributes;
    if (x.dtype === dtype) {
      backend.incRef(x.dataId);
      return { dataId: x.dataId, shape: x.shape, dtype };
    }
    if (x.dtype === "string" || x.dtype === "complex64")
      return callStockKernel(backend, "Cast", { x }, attributes);
    if (dtype === "bool") return isNotZero(backend, x);
    if (dtype !== "float32" && dtype !== "int32") return callStockKernel(backend, "Cast", { x }, attributes);
    const out = backend.makeOutput(x.shape, dtype);
    const { elementwise } = trainingModules();
    const range = [addressOf(backend, x), addressOf(backend, out), sizeOf(x.shape)] as const;
    if (x.dtype === "bool" && dtype === "float32") elementwise.flagsToFloats(...range);
    else if (x.dtype === "bool") elementwise.flagsToIntegers(...range);
    else if (dtype === "float32") elementwise.integersToFloats(...range);
    else if (elementwise.floatsToIntegers(...range) !== 0) {
      // Beyond int32 JavaScript's conversion wraps around, and so does tfjs.
      integersOf(backend, out).set(floatsOf(backend, x));
    }
    return out;
  },
);

function isNotZero(backend: BackendWasm, x: TensorInfo): TensorInfo {
  const zero = backend.makeOutput([], x.dtype, undefined, new Int32Array(1));
  const out = broadcastBinary(
    backend,
    x.dtype === "int32" ? "notEqualIntegers" : "notEqual",
    x,
    zero,
    "bool",
  );
  backend.disposeData(zero.dataId);
  return out;
}
