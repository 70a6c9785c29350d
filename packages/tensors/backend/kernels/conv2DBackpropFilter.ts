import type { TensorInfo } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import {
  type ConvolutionAttributes,
  convolutionOf,
  forwardSides,
  padImages,
  writeOffsets,
} from "./convolution.ts";
import { addressOf, allocate, fillWith, sizeOf } from "./heap.ts";
import { scratch } from "./scratch.ts";
import { wasmKernel } from "./wasmKernel.ts";

/**
 * Gradient of a convolution with respect to its filter: the product of the images, transposed and read in place, with dy. A row
 * of the filter lies side by side in an image, so it is multiplied in one go; a dilated filter goes tap by tap.
 */
export const conv2DBackpropFilter = wasmKernel<
  { x: TensorInfo; dy: TensorInfo },
  ConvolutionAttributes & { readonly filterShape: [number, number, number, number] }
>("Conv2DBackpropFilter", ({ x, dy }, attributes, backend) => {
  const info = convolutionOf(x.shape, attributes.filterShape, attributes);
  const gradient = allocate(backend, [...attributes.filterShape]);
  if (sizeOf(dy.shape) === 0 || sizeOf(gradient.shape) === 0) {
    fillWith(backend, gradient, 0);
    return gradient;
  }
  const { matrix } = trainingModules();
  const { filterHeight, filterWidth, inChannels, outChannels, dilationHeight, dilationWidth } = info;
  const work = scratch(backend, matrix.scratchBytes());
  const images = padImages(backend, x, forwardSides(info));
  const offsets: number[] = [];
  for (let row = 0; row < filterHeight; row++) {
    for (let column = 0; column < (dilationWidth > 1 ? filterWidth : 1); column++) {
      offsets.push(row * dilationHeight * images.rowStep + column * dilationWidth * images.pixelStep);
    }
  }
  const table = allocate(backend, [offsets.length]);
  writeOffsets(backend, addressOf(backend, table), offsets);
  matrix.filterGradient(
    images.address,
    images.imageStep,
    info.strideHeight * images.rowStep,
    info.strideWidth * images.pixelStep,
    info.batchSize,
    info.outHeight,
    info.outWidth,
    offsets.length,
    addressOf(backend, table),
    (dilationWidth > 1 ? 1 : filterWidth) * inChannels,
    addressOf(backend, dy),
    outChannels,
    addressOf(backend, gradient),
    work,
  );
  backend.disposeData(table.dataId);
  if (images.held !== null) backend.disposeData(images.held.dataId);
  return gradient;
});
