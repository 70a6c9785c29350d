import type { TensorInfo } from "@tensorflow/tfjs";
import { broadcastBinary } from "./binaryKernel.ts";
import { callStockKernel, wasmKernel } from "./wasmKernel.ts";

interface Attributes {
  readonly clipValueMin: number;
  readonly clipValueMax: number;
}

/** Numbers limited to a range; NaN stays NaN (tfjs-wasm makes the lower limit of it). */
export const clipByValue = wasmKernel<{ x: TensorInfo }, Attributes>(
  "ClipByValue",
  ({ x }, attributes, backend) => {
    if (x.dtype !== "float32") return callStockKernel(backend, "ClipByValue", { x }, attributes);
    const limit = (value: number) => backend.makeOutput([], "float32", undefined, new Float32Array([value]));
    const [low, high] = [limit(attributes.clipValueMin), limit(attributes.clipValueMax)];
    const above = broadcastBinary(backend, "maximum", x, low, "float32");
    const out = broadcastBinary(backend, "minimum", above, high, "float32");
    for (const { dataId } of [low, high, above]) backend.disposeData(dataId);
    return out;
  },
);
