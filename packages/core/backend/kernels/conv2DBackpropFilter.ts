import { backend_util, type TensorInfo } from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { ConvolutionAttributes } from "./conv2DBackpropInput.ts";
import { addressOf, allocate, floatsOf } from "./heap.ts";
import { withMatrixProduct } from "./matrixProduct.ts";
import { wasmKernel } from "./wasmKernel.ts";

type Convolution = backend_util.Conv2DInfo;

interface Inputs {
  readonly x: TensorInfo;
  readonly dy: TensorInfo;
}

/** Images are taken together until one right-hand side has about this many numbers: it then stays in a core's cache. */
const chunkNumbers = 1 << 16;

/**
 * Gradient of a convolution with respect to its filter, as one matrix product for each filter tap and chunk of images:
 * dW[tap] = X[tap]ᵀ · dY.
 *
 * X is laid out one plane per channel, padded, one such set of planes for each phase of the stride; dY is padded with
 * zeros to the same plane. Then X[tap] is the same memory read from a later start, so nothing is copied per tap: numbers
 * that a shifted row takes over from the next row meet zeros of dY.
 */
export const conv2DBackpropFilter = wasmKernel<
  Inputs,
  ConvolutionAttributes & { readonly filterShape: [number, number, number, number] }
>("Conv2DBackpropFilter", ({ x, dy }, attributes, backend) => {
  const info = backend_util.computeConv2DInfo(
    x.shape as [number, number, number, number],
    attributes.filterShape,
    attributes.strides,
    1,
    attributes.pad,
    attributes.dimRoundingMode,
    false,
    backend_util.convertConv2DDataFormat(attributes.dataFormat),
  );
  if (info.dataFormat !== "channelsLast") {
    throw new Error("Conv2DBackpropFilter of the wasm backend takes NHWC images only");
  }
  const { filterHeight, filterWidth, inChannels, outChannels, strideHeight, strideWidth } = info;
  const filterGradient = allocate(backend, info.filterShape);
  floatsOf(backend, filterGradient).fill(0);
  const planeHeight = info.outHeight + Math.floor((filterHeight - 1) / strideHeight);
  const planeWidth = info.outWidth + Math.floor((filterWidth - 1) / strideWidth);
  const plane = planeHeight * planeWidth;
  if (plane * info.batchSize * inChannels * outChannels === 0) return filterGradient;

  const chunk = Math.max(1, Math.min(info.batchSize, Math.floor(chunkNumbers / (plane * outChannels))));
  const inner = chunk * plane;
  const phaseRows = Math.min(strideHeight, filterHeight);
  const phaseColumns = Math.min(strideWidth, filterWidth);
  const phaseSize = inChannels * inner;
  // The last row of the last phase, shifted, reads up to this far behind the planes.
  const tail = plane;
  const planes = allocate(backend, [phaseRows * phaseColumns * phaseSize + tail]);
  const outputs = allocate(backend, [inner * outChannels]);
  const partial = allocate(backend, [inChannels * outChannels]);
  for (let first = 0; first < info.batchSize; first += chunk) {
    const images = Math.min(chunk, info.batchSize - first);
    layOutOutputs(floatsOf(backend, outputs), floatsOf(backend, dy), info, {
      first,
      images,
      planeHeight,
      planeWidth,
    });
    const target = floatsOf(backend, planes).fill(0);
    for (let row = 0; row < phaseRows; row++) {
      for (let column = 0; column < phaseColumns; column++) {
        const start = (row * phaseColumns + column) * phaseSize;
        const layout = { first, images, row, column, planeHeight, planeWidth, inner };
        layOutPlanes(target.subarray(start, start + phaseSize), floatsOf(backend, x), info, layout);
      }
    }
    withMatrixProduct(backend, (multiply) => {
      const right = { address: addressOf(backend, outputs), rows: inner, columns: outChannels };
      for (let row = 0; row < filterHeight; row++) {
        for (let column = 0; column < filterWidth; column++) {
          const phase = (row % strideHeight) * phaseColumns + (column % strideWidth);
          const shift = Math.floor(row / strideHeight) * planeWidth + Math.floor(column / strideWidth);
          const address = addressOf(backend, planes, phase * phaseSize + shift);
          multiply({ address, rows: inChannels, columns: inner }, right, addressOf(backend, partial));
          accumulate(
            backend,
            filterGradient,
            partial,
            (row * filterWidth + column) * inChannels * outChannels,
          );
        }
      }
    });
  }
  for (const scratch of [planes, outputs, partial]) backend.disposeData(scratch.dataId);
  return filterGradient;
});

/** dY of some images, [image, row, column, channel], with rows and columns padded to the plane. */
function layOutOutputs(to: Float32Array, dy: Float32Array, info: Convolution, layout: ChunkLayout): void {
  const { first, images, planeHeight, planeWidth } = layout;
  to.fill(0);
  const rowLength = info.outWidth * info.outChannels;
  let source = first * info.outHeight * rowLength;
  for (let image = 0; image < images; image++) {
    for (let row = 0; row < info.outHeight; row++) {
      const target = (image * planeHeight + row) * planeWidth * info.outChannels;
      to.set(dy.subarray(source, source + rowLength), target);
      source += rowLength;
    }
  }
}

interface ChunkLayout {
  readonly first: number;
  readonly images: number;
  readonly planeHeight: number;
  readonly planeWidth: number;
}

interface PlaneLayout extends ChunkLayout {
  /** The phase: which of every `stride` rows and columns of the padded image. */
  readonly row: number;
  readonly column: number;
  /** Numbers of one channel. */
  readonly inner: number;
}

/** The phase's pixels of some images, [channel, image, row, column]. `to` holds zeros where the padding is. */
function layOutPlanes(to: Float32Array, x: Float32Array, info: Convolution, layout: PlaneLayout): void {
  const { inHeight, inWidth, inChannels, strideHeight, strideWidth, padInfo } = info;
  const { planeHeight, planeWidth, inner } = layout;
  for (let image = 0; image < layout.images; image++) {
    for (let row = 0; row < planeHeight; row++) {
      const inRow = row * strideHeight + layout.row - padInfo.top;
      if (inRow < 0 || inRow >= inHeight) continue;
      const imageRow = ((layout.first + image) * inHeight + inRow) * inWidth;
      const planeRow = (image * planeHeight + row) * planeWidth;
      for (let column = 0; column < planeWidth; column++) {
        const inColumn = column * strideWidth + layout.column - padInfo.left;
        if (inColumn < 0 || inColumn >= inWidth) continue;
        const source = (imageRow + inColumn) * inChannels;
        let target = planeRow + column;
        for (let channel = 0; channel < inChannels; channel++) {
          to[target] = x[source + channel] as number;
          target += inner;
        }
      }
    }
  }
}

function accumulate(backend: BackendWasm, total: TensorInfo, part: TensorInfo, at: number): void {
  const sums = floatsOf(backend, total);
  const terms = floatsOf(backend, part);
  for (let i = 0; i < terms.length; i++) sums[at + i] = (sums[at + i] as number) + (terms[i] as number);
}
