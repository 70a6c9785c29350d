import type { TensorInfo } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import { type DepthwiseAttributes, depthwiseWindows, withRepeatedChannels } from "./depthwiseWindows.ts";
import { addressOf, allocate } from "./heap.ts";
import { callStockKernel, wasmKernel } from "./wasmKernel.ts";
import { windowGeometry } from "./windowGeometry.ts";

interface Inputs {
  readonly x: TensorInfo;
  readonly filter: TensorInfo;
}

/** Depthwise convolution, four channels and four columns at once. */
export const depthwiseConv2dNative = wasmKernel<Inputs, DepthwiseAttributes>(
  "DepthwiseConv2dNative",
  ({ x, filter }, attributes, backend) => {
    if (x.dtype !== "float32") {
      return callStockKernel(backend, "DepthwiseConv2dNative", { x, filter }, attributes);
    }
    const windows = depthwiseWindows(x.shape, filter.shape, attributes);
    const repeated = withRepeatedChannels(backend, x, windows.outChannels / windows.inChannels);
    const out = allocate(backend, windows.outShape);
    trainingModules().images.depthwise(
      windowGeometry(backend, windows, windows.outChannels),
      addressOf(backend, repeated),
      addressOf(backend, filter),
      addressOf(backend, out),
    );
    if (repeated !== x) backend.disposeData(repeated.dataId);
    return out;
  },
);
