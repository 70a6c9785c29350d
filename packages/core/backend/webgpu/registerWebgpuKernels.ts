import { getKernel, type KernelConfig, registerKernel, unregisterKernel } from "@tensorflow/tfjs";

const kernels: readonly KernelConfig[] = [];

let registered = false;

/** Puts our kernels in the place of tfjs-webgpu's, once a process and after its backend has been imported. */
export function registerWebgpuKernels(): void {
  if (registered) return;
  registered = true;
  for (const kernel of kernels) {
    if (getKernel(kernel.kernelName, "webgpu") !== undefined) unregisterKernel(kernel.kernelName, "webgpu");
    registerKernel(kernel);
  }
}
