import { getKernel, type KernelConfig, registerKernel, unregisterKernel } from "@tensorflow/tfjs";
import { kernels } from "./kernels/kernels.ts";

const stock = new Map<string, KernelConfig>();
let registered = false;

/** Puts our kernels in the place of tfjs-wasm's, once a process. */
export function registerKernels(): void {
  if (registered) return;
  registered = true;
  for (const kernel of kernels) {
    const original = getKernel(kernel.kernelName, "wasm");
    if (original !== undefined) {
      stock.set(kernel.kernelName, original);
      unregisterKernel(kernel.kernelName, "wasm");
    }
    registerKernel(kernel);
  }
}

/** tfjs-wasm's own kernel that ours stands in for, or undefined where it has none. */
export function stockKernel(kernelName: string): KernelConfig | undefined {
  return stock.get(kernelName);
}
