import type { KernelConfig } from "@tensorflow/tfjs";

const stock = new Map<string, KernelConfig>();

/** Keeps tfjs-webgpu's own kernel, which ours is about to stand in for. */
export function keepStockWebgpuKernel(kernel: KernelConfig): void {
  stock.set(kernel.kernelName, kernel);
}

/** tfjs-webgpu's own kernel of that name where ours stands in its place, or undefined. */
export function stockWebgpuKernel(kernelName: string): KernelConfig | undefined {
  return stock.get(kernelName);
}
