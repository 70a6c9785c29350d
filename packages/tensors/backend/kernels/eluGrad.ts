import type { TensorInfo } from "@tensorflow/tfjs";
import { broadcastBinary } from "./binaryKernel.ts";
import { wasmKernel } from "./wasmKernel.ts";

export const eluGrad = wasmKernel<{ dy: TensorInfo; y: TensorInfo }, unknown>(
  "EluGrad",
  ({ dy, y }, _, backend) => broadcastBinary(backend, "eluGradient", dy, y, "float32"),
);
