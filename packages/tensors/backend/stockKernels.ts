import type { KernelConfig } from "@tensorflow/tfjs";

const stock = new Map<string, KernelConfig>();

/** Keeps tfjs-wasm's own kernel, which ours is about to stand in for. */
export function keepStockKernel(kernel: KernelConfig): void {
  stock.set(kernel.kernelName, kernel);
}

/** tfjs-wasm's own kernel of that name where ours stands in its place, or undefined. */
export function stockKernel(kernelName: string): KernelConfig | undefined {
  return stock.get(kernelName);
}
