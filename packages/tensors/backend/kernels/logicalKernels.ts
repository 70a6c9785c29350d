import { backend_util, type KernelConfig, type TensorInfo } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import { addressOf, sizeOf } from "./heap.ts";
import { callStockKernel, wasmKernel } from "./wasmKernel.ts";

function logicalKernel(kernelName: string, name: "logicalAnd" | "logicalOr"): KernelConfig {
  return wasmKernel<{ a: TensorInfo; b: TensorInfo }, object>(kernelName, ({ a, b }, attributes, backend) => {
    const shape = backend_util.assertAndGetBroadcastShape(a.shape, b.shape);
    const size = sizeOf(shape);
    // Masks of different shapes are small where they meet at all.
    if (sizeOf(a.shape) !== size || sizeOf(b.shape) !== size) {
      return callStockKernel(backend, kernelName, { a, b }, attributes);
    }
    const out = backend.makeOutput(shape, "bool");
    const { elementwise } = trainingModules();
    elementwise[name](addressOf(backend, a), addressOf(backend, b), addressOf(backend, out), size);
    return out;
  });
}

const logicalNot = wasmKernel<{ x: TensorInfo }, unknown>("LogicalNot", ({ x }, _, backend) => {
  const out = backend.makeOutput(x.shape, "bool");
  trainingModules().elementwise.logicalNot(addressOf(backend, x), addressOf(backend, out), sizeOf(x.shape));
  return out;
});

/** And, or, not: sixteen flags at a time. */
export const logicalKernels: readonly KernelConfig[] = [
  logicalKernel("LogicalAnd", "logicalAnd"),
  logicalKernel("LogicalOr", "logicalOr"),
  logicalNot,
];
