import type { TensorInfo } from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { trainingModules } from "../modules/trainingModules.ts";
import {
  type Convolution,
  type ConvolutionAttributes,
  convolutionOf,
  convolvePixels,
  type FilterTap,
  forwardSides,
  padImages,
} from "./convolution.ts";
import { addressOf, allocate, fillWith, sizeOf } from "./heap.ts";
import { scratch } from "./scratch.ts";
import { wasmKernel } from "./wasmKernel.ts";

/** Convolution of any stride, padding and dilation: a matrix product that reads its left side from the padded images. */
export const conv2D = wasmKernel<{ x: TensorInfo; filter: TensorInfo }, ConvolutionAttributes>(
  "Conv2D",
  ({ x, filter }, attributes, backend) => {
    const info = convolutionOf(x.shape, filter.shape, attributes);
    const out = allocate(backend, info.outShape);
    if (sizeOf(info.outShape) === 0) return out;
    if (sizeOf(filter.shape) === 0) {
      fillWith(backend, out, 0);
      return out;
    }
    forward(backend, x, filter, out, info);
    return out;
  },
);

function forward(
  backend: BackendWasm,
  x: TensorInfo,
  filter: TensorInfo,
  out: TensorInfo,
  info: Convolution,
): void {
  const { matrix } = trainingModules();
  const { inChannels, outChannels, filterHeight, filterWidth } = info;
  const work = scratch(backend, matrix.scratchBytes());
  const images = padImages(backend, x, forwardSides(info));
  // A row of the filter lies side by side in an image: one tap, as deep as the row is long. A dilated one does not.
  const together = info.dilationWidth === 1 ? filterWidth : 1;
  const taps: FilterTap[] = [];
  for (let row = 0; row < filterHeight; row++) {
    for (let column = 0; column < filterWidth; column += together) {
      taps.push({
        offset: row * info.dilationHeight * images.rowStep + column * info.dilationWidth * images.pixelStep,
        filterOffset: 4 * (row * filterWidth + column) * inChannels * outChannels,
      });
    }
  }
  const table = allocate(backend, [2 * taps.length]);
  const outStep = 4 * outChannels;
  convolvePixels(
    backend,
    {
      from: {
        address: images.address,
        imageStep: images.imageStep,
        rowStep: info.strideHeight * images.rowStep,
        columnStep: info.strideWidth * images.pixelStep,
      },
      to: {
        address: addressOf(backend, out),
        imageStep: info.outHeight * info.outWidth * outStep,
        rowStep: info.outWidth * outStep,
        columnStep: outStep,
      },
      images: info.batchSize,
      rows: info.outHeight,
      columns: info.outWidth,
      filter: {
        address: addressOf(backend, filter),
        rowStep: 4 * outChannels,
        columnStep: 4,
        depth: together * inChannels,
        channels: outChannels,
      },
      taps,
    },
    { table: addressOf(backend, table), work },
  );
  backend.disposeData(table.dataId);
  if (images.held !== null) backend.disposeData(images.held.dataId);
}
