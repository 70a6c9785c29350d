import {
  getKernel,
  getKernelsForBackend,
  type KernelConfig,
  registerKernel,
  unregisterKernel,
} from "@tensorflow/tfjs";
import { currentRecording } from "./captured/recording.ts";
import { kernels } from "./kernels/kernels.ts";
import { keepStockKernel } from "./stockKernels.ts";

let registered = false;

/** Kernels of tfjs-wasm that give a tensor another shape and do nothing in memory. */
const viewsOnly = new Set(["Reshape", "ExpandDims"]);

/** The kernel as it is, but that a recording learns that something happens which it does not see. */
const notRecorded = (kernel: KernelConfig): KernelConfig => ({
  ...kernel,
  kernelFunc: (args) => {
    currentRecording()?.refuse(`tfjs's kernel ${kernel.kernelName}`);
    return kernel.kernelFunc(args);
  },
});

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
  const own = new Set(kernels.map(({ kernelName }) => kernelName));
  for (const kernel of getKernelsForBackend("wasm")) {
    if (own.has(kernel.kernelName) || viewsOnly.has(kernel.kernelName)) continue;
    unregisterKernel(kernel.kernelName, "wasm");
    registerKernel(notRecorded(kernel));
  }
}
