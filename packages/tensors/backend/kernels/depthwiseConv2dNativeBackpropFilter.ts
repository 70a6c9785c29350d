import type { TensorInfo } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import { type DepthwiseAttributes, depthwiseWindows, withRepeatedChannels } from "./depthwiseWindows.ts";
import { addressOf, allocate, sizeOf } from "./heap.ts";
import { wasmKernel } from "./wasmKernel.ts";
import { windowGeometry } from "./windowGeometry.ts";

interface Inputs {
  readonly x: TensorInfo;
  readonly dy: TensorInfo;
}

/** Gradient of a depthwise convolution with respect to its filter. Rows are summed in double precision: there are many. */
export const depthwiseConv2dNativeBackpropFilter = wasmKernel<
  Inputs,
  DepthwiseAttributes & { readonly filterShape: [number, number, number, number] }
>("DepthwiseConv2dNativeBackpropFilter", ({ x, dy }, attributes, backend) => {
  const windows = depthwiseWindows(x.shape, attributes.filterShape, attributes);
  const repeated = withRepeatedChannels(backend, x, windows.outChannels / windows.inChannels);
  const out = allocate(backend, windows.filterShape);
  const { filterWidth, outChannels } = windows;
  const sums = allocate(backend, [3 * sizeOf(out.shape) + outChannels + 2 * filterWidth]);
  trainingModules().images.depthwiseFilterGradient(
    windowGeometry(backend, windows, windows.outChannels),
    addressOf(backend, repeated),
    addressOf(backend, dy),
    addressOf(backend, out),
    addressOf(backend, sums),
  );
  backend.disposeData(sums.dataId);
  if (repeated !== x) backend.disposeData(repeated.dataId);
  return out;
});
