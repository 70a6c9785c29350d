import type { backend_util, TensorInfo } from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { trainingModules } from "../modules/trainingModules.ts";
import { type DepthwiseAttributes, depthwiseWindows } from "./depthwiseWindows.ts";
import { addressOf, allocate, sizeOf } from "./heap.ts";
import { wasmKernel } from "./wasmKernel.ts";
import { windowGeometry } from "./windowGeometry.ts";

interface Inputs {
  readonly dy: TensorInfo;
  readonly filter: TensorInfo;
}

/**
 * Gradient of a depthwise convolution with respect to its input. At stride 1 it is the convolution of dy with the filter
 * turned by half a turn; otherwise every output spreads its gradient over its window.
 */
export const depthwiseConv2dNativeBackpropInput = wasmKernel<
  Inputs,
  DepthwiseAttributes & { readonly inputShape: [number, number, number, number] }
>("DepthwiseConv2dNativeBackpropInput", ({ dy, filter }, attributes, backend) => {
  const windows = depthwiseWindows(attributes.inputShape, filter.shape, attributes);
  const { inChannels, outChannels, batchSize, inHeight, inWidth } = windows;
  const spread = allocate(backend, [batchSize, inHeight, inWidth, outChannels]);
  if (windows.strideHeight === 1 && windows.strideWidth === 1) {
    convolveTurned(backend, windows, dy, filter, spread);
  } else {
    trainingModules().images.depthwiseInputGradient(
      windowGeometry(backend, windows, outChannels),
      addressOf(backend, dy),
      addressOf(backend, filter),
      addressOf(backend, spread),
    );
  }
  if (outChannels === inChannels) return spread;
  const out = allocate(backend, windows.inShape);
  trainingModules().images.sumChannels(
    addressOf(backend, spread),
    addressOf(backend, out),
    sizeOf(out.shape),
    outChannels / inChannels,
  );
  backend.disposeData(spread.dataId);
  return out;
});

function convolveTurned(
  backend: BackendWasm,
  windows: backend_util.Conv2DInfo,
  dy: TensorInfo,
  filter: TensorInfo,
  out: TensorInfo,
): void {
  const { images } = trainingModules();
  const { filterHeight, filterWidth, outChannels, padInfo } = windows;
  const turned = allocate(backend, filter.shape);
  const taps = filterHeight * filterWidth;
  images.turnFilter(addressOf(backend, filter), addressOf(backend, turned), taps, outChannels);
  const backwards = {
    ...windows,
    inHeight: windows.outHeight,
    inWidth: windows.outWidth,
    outHeight: windows.inHeight,
    outWidth: windows.inWidth,
    padInfo: {
      top: (filterHeight - 1) * windows.dilationHeight - padInfo.top,
      left: (filterWidth - 1) * windows.dilationWidth - padInfo.left,
    },
  };
  images.depthwise(
    windowGeometry(backend, backwards, outChannels),
    addressOf(backend, dy),
    addressOf(backend, turned),
    addressOf(backend, out),
  );
  backend.disposeData(turned.dataId);
}
