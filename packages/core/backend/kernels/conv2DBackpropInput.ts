import { backend_util, type TensorInfo } from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { allocate, floatsOf } from "./heap.ts";
import { callKernel, callStockKernel, wasmKernel } from "./wasmKernel.ts";

type Convolution = backend_util.Conv2DInfo;

interface Inputs {
  readonly dy: TensorInfo;
  readonly filter: TensorInfo;
}

export interface ConvolutionAttributes {
  readonly strides: [number, number] | number;
  readonly pad: "valid" | "same" | number | backend_util.ExplicitPadding;
  readonly dataFormat: "NHWC" | "NCHW";
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

/**
 * Gradient of a convolution with respect to its input: the forward convolution of dy (zeros put between its pixels where
 * the stride is above 1) with the filter rotated by 180° and its channel axes swapped.
 */
export const conv2DBackpropInput = wasmKernel<
  Inputs,
  ConvolutionAttributes & { readonly inputShape: [number, number, number, number] }
>("Conv2DBackpropInput", (inputs, attributes, backend) => {
  const { dy, filter } = inputs;
  const { inputShape, strides, pad, dimRoundingMode } = attributes;
  const info = backend_util.computeConv2DInfo(
    inputShape,
    filter.shape as [number, number, number, number],
    strides,
    1,
    pad,
    dimRoundingMode,
    false,
    backend_util.convertConv2DDataFormat(attributes.dataFormat),
  );
  const top = info.filterHeight - 1 - info.padInfo.top;
  const left = info.filterWidth - 1 - info.padInfo.left;
  const spreadHeight = (info.outHeight - 1) * info.strideHeight + 1;
  const spreadWidth = (info.outWidth - 1) * info.strideWidth + 1;
  const bottom = info.inHeight + info.filterHeight - 1 - top - spreadHeight;
  const right = info.inWidth + info.filterWidth - 1 - left - spreadWidth;
  const canPad = top >= 0 && left >= 0 && bottom >= 0 && right >= 0;
  if (info.dataFormat !== "channelsLast" || !canPad) {
    return callStockKernel(backend, "Conv2DBackpropInput", { dy, filter }, attributes);
  }
  const rotated = rotate(backend, filter, info);
  const strided = info.strideHeight > 1 || info.strideWidth > 1;
  const spread = strided ? spreadOut(backend, dy, info, spreadHeight, spreadWidth) : dy;
  const dx = callKernel(
    backend,
    "Conv2D",
    { x: spread, filter: rotated },
    {
      strides: [1, 1],
      dilations: [1, 1],
      dataFormat: "NHWC",
      pad: [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ],
    },
  );
  backend.disposeData(rotated.dataId);
  if (strided) backend.disposeData(spread.dataId);
  return dx;
});

/** [height, width, in, out] → [height, width, out, in], upside down and mirrored. */
function rotate(backend: BackendWasm, filter: TensorInfo, info: Convolution): TensorInfo {
  const { filterHeight, filterWidth, inChannels, outChannels } = info;
  const rotated = allocate(backend, [filterHeight, filterWidth, outChannels, inChannels]);
  const from = floatsOf(backend, filter);
  const to = floatsOf(backend, rotated);
  const taps = filterHeight * filterWidth;
  const size = inChannels * outChannels;
  for (let tap = 0; tap < taps; tap++) {
    const source = (taps - 1 - tap) * size;
    for (let input = 0; input < inChannels; input++) {
      for (let output = 0; output < outChannels; output++) {
        to[tap * size + output * inChannels + input] = from[source + input * outChannels + output] as number;
      }
    }
  }
  return rotated;
}

function spreadOut(
  backend: BackendWasm,
  dy: TensorInfo,
  info: Convolution,
  height: number,
  width: number,
): TensorInfo {
  const { batchSize, outHeight, outWidth, outChannels, strideHeight, strideWidth } = info;
  const spread = allocate(backend, [batchSize, height, width, outChannels]);
  const from = floatsOf(backend, dy);
  const to = floatsOf(backend, spread).fill(0);
  let source = 0;
  for (let image = 0; image < batchSize; image++) {
    for (let row = 0; row < outHeight; row++) {
      let target = (image * height + row * strideHeight) * width * outChannels;
      for (let column = 0; column < outWidth; column++) {
        for (let channel = 0; channel < outChannels; channel++) {
          to[target + channel] = from[source + channel] as number;
        }
        source += outChannels;
        target += strideWidth * outChannels;
      }
    }
  }
  return spread;
}
