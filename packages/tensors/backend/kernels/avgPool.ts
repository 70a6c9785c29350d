import type { TensorInfo } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import { addressOf, allocate } from "./heap.ts";
import { type PoolAttributes, poolWindows } from "./pooling.ts";
import { callStockKernel, wasmKernel } from "./wasmKernel.ts";
import { windowGeometry } from "./windowGeometry.ts";

/** The mean of each window's part inside the image. */
export const avgPool = wasmKernel<{ x: TensorInfo }, PoolAttributes>(
  "AvgPool",
  ({ x }, attributes, backend) => {
    if (x.dtype !== "float32") return callStockKernel(backend, "AvgPool", { x }, attributes);
    const windows = poolWindows(x, attributes);
    const out = allocate(backend, windows.outShape);
    trainingModules().images.averagePool(
      windowGeometry(backend, windows),
      addressOf(backend, x),
      addressOf(backend, out),
    );
    return out;
  },
);
