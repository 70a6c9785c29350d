import type { TensorInfo } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import { addressOf, allocate, decidingNumber, sizeOf } from "./heap.ts";
import type { UnaryName } from "./unaryKernel.ts";
import { callStockKernel, wasmKernel } from "./wasmKernel.ts";

/** Exponents whose powers are a function of our WebAssembly, edge cases included. */
const powers = new Map<number, UnaryName>([
  [2, "square"],
  [3, "cube"],
  [1.5, "powerOneAndHalf"],
  [0.5, "powerHalf"],
  [-0.5, "powerMinusHalf"],
  [-1, "reciprocal"],
]);

/**
 * aᵇ. One exponent for all numbers is the usual case, and the common ones (squares, cubes, the roots in gradients of `sqrt` and
 * `rsqrt`) need no power function; all others are tfjs-wasm's own.
 */
export const pow = wasmKernel<{ a: TensorInfo; b: TensorInfo }, object>(
  "Pow",
  ({ a, b }, attributes, backend) => {
    const isOne = a.dtype === "float32" && b.dtype === "float32" && sizeOf(b.shape) === 1;
    // The result has the shape of a where b has no more axes.
    const name =
      isOne && b.shape.length <= a.shape.length ? powers.get(decidingNumber(backend, b)) : undefined;
    if (name === undefined) return callStockKernel(backend, "Pow", { a, b }, attributes);
    const out = allocate(backend, a.shape);
    trainingModules().elementwise[name](addressOf(backend, a), addressOf(backend, out), sizeOf(a.shape));
    return out;
  },
);
