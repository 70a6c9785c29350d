import { type KernelConfig, type TensorInfo, util } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import { addressOf, sizeOf } from "./heap.ts";
import { callStockKernel, wasmKernel } from "./wasmKernel.ts";

function extremeIndexKernel(kernelName: string, sign: 1 | -1): KernelConfig {
  return wasmKernel<{ x: TensorInfo }, { readonly axis: number | number[] }>(
    kernelName,
    ({ x }, attributes, backend) => {
      if (x.dtype !== "float32" || sizeOf(x.shape) === 0) {
        return callStockKernel(backend, kernelName, { x }, attributes);
      }
      const [axis] = util.parseAxisParam(attributes.axis, x.shape) as [number];
      const outer = x.shape.slice(0, axis);
      const inner = x.shape.slice(axis + 1);
      const out = backend.makeOutput([...outer, ...inner], "int32");
      const { elementwise } = trainingModules();
      const length = x.shape[axis] as number;
      elementwise.extremeIndex(
        addressOf(backend, x),
        addressOf(backend, out),
        sizeOf(outer),
        length,
        sizeOf(inner),
        sign,
      );
      return out;
    },
  );
}

/** Where along one axis the largest or smallest number stands first. */
export const extremeIndexKernels: readonly KernelConfig[] = [
  extremeIndexKernel("ArgMax", 1),
  extremeIndexKernel("ArgMin", -1),
];
