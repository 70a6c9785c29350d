import type { TensorInfo } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import { addressOf, allocate } from "./heap.ts";
import { type PoolAttributes, poolWindows } from "./pooling.ts";
import { wasmKernel } from "./wasmKernel.ts";
import { windowGeometry } from "./windowGeometry.ts";

/** The largest number of each window; NaN where one of them is (tfjs passes over it). */
export const maxPool = wasmKernel<{ x: TensorInfo }, PoolAttributes>(
  "MaxPool",
  ({ x }, attributes, backend) => {
    if (x.dtype !== "float32") throw new Error(`MaxPool takes float32, not ${x.dtype}`);
    const windows = poolWindows(x, attributes);
    const out = allocate(backend, windows.outShape);
    trainingModules().images.maxPool(
      windowGeometry(backend, windows),
      addressOf(backend, x),
      addressOf(backend, out),
    );
    return out;
  },
);
