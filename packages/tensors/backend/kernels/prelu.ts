import type { TensorInfo } from "@tensorflow/tfjs";
import { broadcastBinary } from "./binaryKernel.ts";
import { callStockKernel, wasmKernel } from "./wasmKernel.ts";

export const prelu = wasmKernel<{ x: TensorInfo; alpha: TensorInfo }, object>(
  "Prelu",
  ({ x, alpha }, attributes, backend) => {
    if (x.dtype !== "float32" || alpha.dtype !== "float32") {
      return callStockKernel(backend, "Prelu", { x, alpha }, attributes);
    }
    return broadcastBinary(backend, "prelu", x, alpha, "float32");
  },
);
