import { getKernel, type KernelConfig, registerKernel, unregisterKernel } from "@tensorflow/tfjs";
import { kernels } from "./kernels/kernels.ts";
import { stockKernel } from "./stockKernels.ts";

let running = false;

/** Whether tfjs's kernels run in the place of ours just now. */
export const runsStockKernels = (): boolean => running;

/**
 * Runs something with tfjs-wasm as it ships: ours are put aside meanwhile. For comparisons only. `fillGaps` leaves ours where
 * tfjs names a kernel and tfjs-wasm lacks it, so that a whole training step runs.
 */
export function withStockKernels<T>(run: () => T, { fillGaps = false } = {}): T {
  const swapped = kernels.filter(({ kernelName }) => !(fillGaps && isGap(kernelName)));
  for (const ours of swapped) swap(ours.kernelName, stockKernel(ours.kernelName));
  running = true;
  try {
    return run();
  } finally {
    running = false;
    for (const ours of swapped) swap(ours.kernelName, ours);
  }
}

/** Kernels that tfjs itself knows are those of its `cpu` backend, which has them all; the others are our own inventions. */
const isGap = (kernelName: string): boolean =>
  stockKernel(kernelName) === undefined && getKernel(kernelName, "cpu") !== undefined;

function swap(kernelName: string, kernel: KernelConfig | undefined): void {
  if (getKernel(kernelName, "wasm") !== undefined) unregisterKernel(kernelName, "wasm");
  if (kernel !== undefined) registerKernel(kernel);
}
