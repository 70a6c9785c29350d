import { getKernel, type KernelConfig, registerKernel, unregisterKernel } from "@tensorflow/tfjs";
import { cast } from "./kernels/cast.ts";
import { keepStockCpuKernel } from "./kernels/cpuKernel.ts";
import { maxPool, maxPoolGrad } from "./kernels/maxPool.ts";
import { pow } from "./kernels/pow.ts";
import { emptyReductions, extremeIndices } from "./kernels/reductions.ts";
import { sign } from "./kernels/sign.ts";

/** Where tfjs's own `cpu` is wrong: bytes for numbers, NaN passed over, powers of 1. All other kernels are what ours are tested against. */
const kernels: readonly KernelConfig[] = [
  cast,
  maxPool,
  maxPoolGrad,
  pow,
  sign,
  ...emptyReductions,
  ...extremeIndices,
];

let registered = false;

/** Puts our kernels in the place of tfjs-cpu's, once a process. */
export function registerCpuKernels(): void {
  if (registered) return;
  registered = true;
  for (const kernel of kernels) {
    const original = getKernel(kernel.kernelName, "cpu");
    if (original === undefined) throw new Error(`tfjs's cpu backend has no kernel ${kernel.kernelName}`);
    keepStockCpuKernel(original);
    unregisterKernel(kernel.kernelName, "cpu");
    registerKernel(kernel);
  }
}
