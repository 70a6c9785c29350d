import { getKernel, type KernelConfig, registerKernel, unregisterKernel } from "@tensorflow/tfjs";
import { batchMatMul } from "./kernels/batchMatMul.ts";
import { cast } from "./kernels/cast.ts";
import { extremeIndexKernels } from "./kernels/extremeIndexKernels.ts";
import { maxPool, maxPoolGrad } from "./kernels/maxPool.ts";
import { pow } from "./kernels/pow.ts";
import { softmax } from "./kernels/softmax.ts";
import { unaryKernels } from "./kernels/unaryKernels.ts";
import { unsortedSegmentSum } from "./kernels/unsortedSegmentSum.ts";
import { keepStockWebgpuKernel } from "./stockWebgpuKernels.ts";

const kernels: readonly KernelConfig[] = [
  ...extremeIndexKernels,
  ...unaryKernels,
  batchMatMul,
  cast,
  maxPool,
  maxPoolGrad,
  pow,
  softmax,
  unsortedSegmentSum,
];

let registered = false;

/** Puts our kernels in the place of tfjs-webgpu's, once a process and after its backend has been imported. */
export function registerWebgpuKernels(): void {
  if (registered) return;
  registered = true;
  for (const kernel of kernels) {
    const original = getKernel(kernel.kernelName, "webgpu");
    if (original === undefined) throw new Error(`tfjs-webgpu has no kernel ${kernel.kernelName}`);
    keepStockWebgpuKernel(original);
    unregisterKernel(kernel.kernelName, "webgpu");
    registerKernel(kernel);
  }
}
