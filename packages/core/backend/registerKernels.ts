import { getKernel, registerKernel, unregisterKernel } from "@tensorflow/tfjs";
import { kernels } from "./kernels/kernels.ts";
import { keepStockKernel } from "./stockKernels.ts";

let registered = false;

/** Puts our kernels in the place of tfjs-wasm's, once a process and after its backend has been set up. */
export function registerKernels(): void {
  if (registered) return;
  registered = true;
  for (const kernel of kernels) {
    const original = getKernel(kernel.kernelName, "wasm");
    if (original !== undefined) {
      keepStockKernel(original);
      unregisterKernel(kernel.kernelName, "wasm");
    }
    registerKernel(kernel);
  }
}
