import type { KernelConfig, TensorInfo } from "@tensorflow/tfjs";
import type { ElementwiseExports } from "../modules/elementwise.generated.ts";
import { trainingModules } from "../modules/trainingModules.ts";
import { addressOf, allocate, sizeOf } from "./heap.ts";
import { callStockKernel, wasmKernel } from "./wasmKernel.ts";

/** A function of one tensor in our WebAssembly: addresses of numbers and result, and how many there are. */
type UnaryFunction = (x: number, out: number, length: number) => void;

export type UnaryName = {
  [Name in keyof ElementwiseExports]: ElementwiseExports[Name] extends UnaryFunction ? Name : never;
}[keyof ElementwiseExports];

/** A float32 kernel from number to number. */
export function unaryKernel(kernelName: string, name: UnaryName): KernelConfig {
  return wasmKernel<{ x: TensorInfo }, object>(kernelName, ({ x }, attributes, backend) => {
    if (x.dtype !== "float32") return callStockKernel(backend, kernelName, { x }, attributes);
    const out = allocate(backend, x.shape);
    trainingModules().elementwise[name](addressOf(backend, x), addressOf(backend, out), sizeOf(x.shape));
    return out;
  });
}
