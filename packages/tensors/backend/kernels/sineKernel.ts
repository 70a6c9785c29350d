import { cos as cosineOf, sin as sineOf } from "@steepest/base/math/sineAndCosine.ts";
import type { KernelConfig, TensorInfo } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import { addressOf, allocate, floatsOf, sizeOf } from "./heap.ts";
import { callStockKernel, wasmKernel } from "./wasmKernel.ts";

/** Angles beyond 2²⁸ need more of π than our WebAssembly has; our scalar functions know it. */
const largestAngle = 2 ** 28;

function sineKernel(kernelName: string, turns: 0 | 1, exact: (x: number) => number): KernelConfig {
  return wasmKernel<{ x: TensorInfo }, object>(kernelName, ({ x }, attributes, backend) => {
    if (x.dtype !== "float32") return callStockKernel(backend, kernelName, { x }, attributes);
    const out = allocate(backend, x.shape);
    const { elementwise } = trainingModules();
    const size = sizeOf(x.shape);
    if (elementwise.sineOrCosine(addressOf(backend, x), addressOf(backend, out), size, turns) !== 0) {
      const results = floatsOf(backend, out);
      for (const [i, angle] of floatsOf(backend, x).entries()) {
        if (Math.abs(angle) > largestAngle) results[i] = exact(angle);
      }
    }
    return out;
  });
}

export const sin = sineKernel("Sin", 0, sineOf);
export const cos = sineKernel("Cos", 1, cosineOf);
