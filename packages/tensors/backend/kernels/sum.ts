import { type KernelConfig, type TensorInfo, util } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import { sizeOf } from "./heap.ts";
import { reduceAxes } from "./reduceAxes.ts";
import { callStockKernel, wasmKernel } from "./wasmKernel.ts";

interface Attributes {
  readonly axis: number | number[];
  readonly keepDims: boolean;
}

/**
 * A sum over any axes, times a factor. tfjs transposes its input unless the last axes go, and then adds a row up in one
 * accumulator: 1,000,000 numbers lose four digits. Ours adds blocks, in an order that the shape alone decides.
 */
function sumKernel(kernelName: string, factorOf: (reducedSize: number) => number): KernelConfig {
  return wasmKernel<{ x: TensorInfo }, Attributes>(kernelName, ({ x }, attributes, backend) => {
    if (x.dtype === "int32" && kernelName === "Sum")
      return reduceAxes(
        backend,
        x,
        attributes.axis,
        attributes.keepDims,
        trainingModules().elementwise.sumIntegers,
      );
    if (x.dtype !== "float32") return callStockKernel(backend, kernelName, { x }, attributes);
    const { elementwise } = trainingModules();
    const axes = util.parseAxisParam(attributes.axis, x.shape);
    const factor = factorOf(sizeOf(axes.map((axis) => x.shape[axis] as number)));
    return reduceAxes(backend, x, axes, attributes.keepDims, (from, to, outer, length, columns, isLast) => {
      const scale = isLast ? factor : 1;
      if (columns === 1) elementwise.sumRows(from, to, outer, length, scale);
      else elementwise.sumColumns(from, to, outer, length, columns, scale);
    });
  });
}

export const sum = sumKernel("Sum", () => 1);
export const mean = sumKernel("Mean", (reducedSize) => 1 / reducedSize);
