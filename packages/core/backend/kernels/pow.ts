import type { TensorInfo } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import { broadcastWalk } from "./binaryKernel.ts";
import { addressOf, allocate, floatsOf, sizeOf } from "./heap.ts";
import type { UnaryName } from "./unaryKernel.ts";
import { walkInFours } from "./walkInFours.ts";
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
 * `rsqrt`) need no call of the engine's power function, which all others take: rounded from double precision.
 */
export const pow = wasmKernel<{ a: TensorInfo; b: TensorInfo }, object>(
  "Pow",
  ({ a, b }, attributes, backend) => {
    if (a.dtype !== "float32" || b.dtype !== "float32") {
      return callStockKernel(backend, "Pow", { a, b }, attributes);
    }
    const walk = broadcastWalk(a.shape, b.shape);
    const out = allocate(backend, walk.result);
    const size = sizeOf(walk.result);
    if (size === 0) return out;
    const bases = floatsOf(backend, a);
    const exponents = floatsOf(backend, b);
    const name = exponents.length === 1 ? powers.get(exponents[0] as number) : undefined;
    if (name !== undefined) {
      trainingModules().elementwise[name](addressOf(backend, a), addressOf(backend, out), size);
      return out;
    }
    const results = floatsOf(backend, out);
    let at = 0;
    walkInFours(walk, ([n0, n1, n2, n3], [a0, a1, a2, a3], [b0, b1, b2, b3], aStart, bStart) => {
      for (let row = 0; row < n0 * n1 * n2; row++) {
        const i2 = row % n2;
        const i1 = Math.floor(row / n2) % n1;
        const i0 = Math.floor(row / (n2 * n1));
        let ia = aStart + i0 * a0 + i1 * a1 + i2 * a2;
        let ib = bStart + i0 * b0 + i1 * b1 + i2 * b2;
        for (let i = 0; i < n3; i++, ia += a3, ib += b3) {
          results[at++] = (bases[ia] as number) ** (exponents[ib] as number);
        }
      }
    });
    return out;
  },
);
