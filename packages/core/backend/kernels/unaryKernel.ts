import type { KernelConfig, TensorInfo } from "@tensorflow/tfjs";
import { allocate, floatsOf } from "./heap.ts";
import { callStockKernel, wasmKernel } from "./wasmKernel.ts";

/** A float32 kernel from number to number. `run` must be the kernel's own loop, so that the engine compiles it for it alone. */
export function unaryKernel(
  kernelName: string,
  run: (x: Float32Array, out: Float32Array) => void,
): KernelConfig {
  return wasmKernel<{ x: TensorInfo }, object>(kernelName, ({ x }, attributes, backend) => {
    if (x.dtype !== "float32") return callStockKernel(backend, kernelName, { x }, attributes);
    const out = allocate(backend, x.shape);
    run(floatsOf(backend, x), floatsOf(backend, out));
    return out;
  });
}
