import type { TensorInfo } from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { trainingModules } from "../modules/trainingModules.ts";
import {
  type Convolution,
  type ConvolutionAttributes,
  convolutionOf,
  forwardSides,
  padImages,
  writeOffsets,
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
  const offsets: number[] = [];
  const filterOffsets: number[] = [];
  for (let row = 0; row < filterHeight; row++) {
    for (let column = 0; column < filterWidth; column += together) {
      offsets.push(
        row * info.dilationHeight * images.rowStep + column * info.dilationWidth * images.pixelStep,
      );
      filterOffsets.push(4 * (row * filterWidth + column) * inChannels * outChannels);
    }
  }
  const table = allocate(backend, [2 * offsets.length]);
  const tableAddress = addressOf(backend, table);
  const second = writeOffsets(backend, tableAddress, offsets);
  writeOffsets(backend, second, filterOffsets);
  const outStep = 4 * outChannels;
  matrix.convolve(
    images.address,
    images.imageStep,
    info.strideHeight * images.rowStep,
    info.strideWidth * images.pixelStep,
    info.batchSize,
    info.outHeight,
    info.outWidth,
    offsets.length,
    tableAddress,
    together * inChannels,
    addressOf(backend, filter),
    second,
    4 * outChannels,
    4,
    outChannels,
    addressOf(backend, out),
    info.outHeight * info.outWidth * outStep,
    info.outWidth * outStep,
    outStep,
    work,
  );
  backend.disposeData(table.dataId);
  if (images.held !== null) backend.disposeData(images.held.dataId);
}
