import type { TensorInfo } from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { trainingModules } from "../modules/trainingModules.ts";
import {
  type Convolution,
  type ConvolutionAttributes,
  convolutionOf,
  convolvePixels,
  padImages,
} from "./convolution.ts";
import { addressOf, allocate, fillWith, sizeOf } from "./heap.ts";
import { scratch } from "./scratch.ts";
import { wasmKernel } from "./wasmKernel.ts";

/**
 * Gradient of a convolution with respect to its input. Input pixels whose rows and columns leave the same rest by the stride meet
 * the same taps of the filter, and dy moves one pixel from one of them to the next: each such phase is a plain convolution of dy.
 */
export const conv2DBackpropInput = wasmKernel<
  { dy: TensorInfo; filter: TensorInfo },
  ConvolutionAttributes & { readonly inputShape: [number, number, number, number] }
>("Conv2DBackpropInput", ({ dy, filter }, attributes, backend) => {
  const info = convolutionOf(attributes.inputShape, filter.shape, attributes);
  const dx = allocate(backend, [...attributes.inputShape]);
  if (sizeOf(dx.shape) === 0) return dx;
  const rows = phasesOf(info.strideHeight, info.filterHeight, info.dilationHeight, info.padInfo.top);
  const columns = phasesOf(info.strideWidth, info.filterWidth, info.dilationWidth, info.padInfo.left);
  const everyPixel = [...rows, ...columns].every((phase) => phase.taps.length > 0);
  if (!everyPixel || sizeOf(dy.shape) === 0 || sizeOf(filter.shape) === 0) fillWith(backend, dx, 0);
  if (sizeOf(dy.shape) > 0 && sizeOf(filter.shape) > 0)
    allPhases(backend, dy, filter, dx, info, rows, columns);
  return dx;
});

/** One rest by the stride, along one axis: input position rest + stride · i meets dy at i + shift through each of the taps. */
interface Phase {
  readonly rest: number;
  readonly taps: readonly { readonly tap: number; readonly shift: number }[];
}

function phasesOf(stride: number, filterLength: number, dilation: number, padding: number): Phase[] {
  return Array.from({ length: stride }, (_, rest) => {
    const taps = Array.from({ length: filterLength }, (_, tap) => ({
      tap,
      shift: (rest + padding - tap * dilation) / stride,
    }));
    return { rest, taps: taps.filter(({ shift }) => Number.isInteger(shift)) };
  });
}

/** Zeros that dy needs before and after it so that every phase finds what it reads. */
function sidesOf(phases: readonly Phase[], stride: number, inputs: number, outputs: number) {
  let before = 0;
  let after = 0;
  for (const { rest, taps } of phases) {
    const last = Math.ceil((inputs - rest) / stride) - 1;
    for (const { shift } of taps) {
      before = Math.max(before, -shift);
      after = Math.max(after, last + shift - (outputs - 1));
    }
  }
  return { before, after };
}

function allPhases(
  backend: BackendWasm,
  dy: TensorInfo,
  filter: TensorInfo,
  dx: TensorInfo,
  info: Convolution,
  rowPhases: readonly Phase[],
  columnPhases: readonly Phase[],
): void {
  const { matrix } = trainingModules();
  const { inHeight, inWidth, inChannels, outChannels, strideHeight, strideWidth } = info;
  const work = scratch(backend, matrix.scratchBytes());
  const vertical = sidesOf(rowPhases, strideHeight, inHeight, info.outHeight);
  const horizontal = sidesOf(columnPhases, strideWidth, inWidth, info.outWidth);
  const images = padImages(backend, dy, {
    top: vertical.before,
    bottom: vertical.after,
    left: horizontal.before,
    right: horizontal.after,
  });
  const table = allocate(backend, [2 * info.filterHeight * info.filterWidth]);
  // Every tap meets dy in one phase, so that all their tables fit in.
  let tableAddress = addressOf(backend, table);
  const target = addressOf(backend, dx);
  for (const row of rowPhases) {
    for (const column of columnPhases) {
      const rows = Math.ceil((inHeight - row.rest) / strideHeight);
      const columns = Math.ceil((inWidth - column.rest) / strideWidth);
      const taps = row.taps.flatMap((r) =>
        column.taps.map((c) => ({
          offset:
            (vertical.before + r.shift) * images.rowStep + (horizontal.before + c.shift) * images.pixelStep,
          filterOffset: 4 * (r.tap * info.filterWidth + c.tap) * inChannels * outChannels,
        })),
      );
      if (taps.length === 0 || rows <= 0 || columns <= 0) continue;
      tableAddress = convolvePixels(
        backend,
        {
          from: { ...images, columnStep: images.pixelStep },
          to: {
            address: target + 4 * inChannels * (row.rest * inWidth + column.rest),
            imageStep: 4 * inChannels * inHeight * inWidth,
            rowStep: 4 * inChannels * inWidth * strideHeight,
            columnStep: 4 * inChannels * strideWidth,
          },
          images: info.batchSize,
          rows,
          columns,
          // The filter's matrices transposed.
          filter: {
            address: addressOf(backend, filter),
            rowStep: 4,
            columnStep: 4 * outChannels,
            depth: outChannels,
            channels: inChannels,
          },
          taps,
        },
        { table: tableAddress, work },
      );
    }
  }
  backend.disposeData(table.dataId);
  if (images.held !== null) backend.disposeData(images.held.dataId);
}
