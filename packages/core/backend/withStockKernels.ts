import { getKernel, type KernelConfig, registerKernel, unregisterKernel } from "@tensorflow/tfjs";
import { kernels } from "./kernels/kernels.ts";
import { stockKernel } from "./stockKernels.ts";

/** Runs something with tfjs-wasm as it ships: ours are put aside meanwhile. For comparisons only. */
export function withStockKernels<T>(run: () => T): T {
  for (const ours of kernels) swap(ours.kernelName, stockKernel(ours.kernelName));
  try {
    return run();
  } finally {
    for (const ours of kernels) swap(ours.kernelName, ours);
  }
}

function swap(kernelName: string, kernel: KernelConfig | undefined): void {
  if (getKernel(kernelName, "wasm") !== undefined) unregisterKernel(kernelName, "wasm");
  if (kernel !== undefined) registerKernel(kernel);
}
