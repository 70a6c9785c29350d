import type { KernelConfig, TensorInfo } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import { reduceAxes } from "./reduceAxes.ts";
import { callStockKernel, wasmKernel } from "./wasmKernel.ts";

/** tfjs calls the axes `reductionIndices` for Max and `axis` for the others. */
interface Attributes {
  readonly axis?: number | number[];
  readonly reductionIndices?: number | number[];
  readonly keepDims: boolean;
}

function foldKernel(kernelName: string, name: "maximumOf" | "minimumOf" | "productOf"): KernelConfig {
  return wasmKernel<{ x: TensorInfo }, Attributes>(kernelName, ({ x }, attributes, backend) => {
    if (x.dtype !== "float32") return callStockKernel(backend, kernelName, { x }, attributes);
    const { elementwise } = trainingModules();
    const axis = attributes.reductionIndices ?? attributes.axis;
    return reduceAxes(backend, x, axis as number[], attributes.keepDims, elementwise[name]);
  });
}

/** Max, Min and Prod over any axes; NaN where one of the numbers is; −∞, +∞ and 1 of no numbers. */
export const foldKernels: readonly KernelConfig[] = [
  foldKernel("Max", "maximumOf"),
  foldKernel("Min", "minimumOf"),
  foldKernel("Prod", "productOf"),
];
