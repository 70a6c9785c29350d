import { backend_util, type TensorInfo } from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { trainingModules } from "../modules/trainingModules.ts";
import { addressOf, allocate, writeTable } from "./heap.ts";

export type Convolution = backend_util.Conv2DInfo;

export interface ConvolutionAttributes {
  readonly strides: [number, number] | number;
  readonly pad: "valid" | "same" | number | backend_util.ExplicitPadding;
  readonly dataFormat: "NHWC" | "NCHW";
  readonly dilations?: [number, number] | number;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

/** What a convolution's attributes mean for these shapes. Images are NHWC: tfjs's wasm backend has no other. */
export function convolutionOf(
  inputShape: readonly number[],
  filterShape: readonly number[],
  attributes: ConvolutionAttributes,
): Convolution {
  const info = backend_util.computeConv2DInfo(
    inputShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    attributes.strides,
    attributes.dilations ?? 1,
    attributes.pad,
    attributes.dimRoundingMode,
    false,
    backend_util.convertConv2DDataFormat(attributes.dataFormat),
  );
  if (info.dataFormat !== "channelsLast")
    throw new Error("convolutions of the wasm backend take NHWC images only");
  return info;
}

/** Images with zeros around them; `held` is to be disposed of, null where nothing had to be copied. */
export interface PaddedImages {
  readonly address: number;
  readonly held: TensorInfo | null;
  /** Bytes from an image, row and pixel to the next. */
  readonly imageStep: number;
  readonly rowStep: number;
  readonly pixelStep: number;
}

/** Lays images [images, rows, columns, channels] into zeros; negative sides count as none. */
export function padImages(
  backend: BackendWasm,
  x: TensorInfo,
  sides: { readonly top: number; readonly bottom: number; readonly left: number; readonly right: number },
): PaddedImages {
  const [images, rows, columns, channels] = x.shape as [number, number, number, number];
  const [top, bottom] = [Math.max(0, sides.top), Math.max(0, sides.bottom)];
  const [left, right] = [Math.max(0, sides.left), Math.max(0, sides.right)];
  const wide = left + columns + right;
  const high = top + rows + bottom;
  const pixelStep = 4 * channels;
  const steps = { pixelStep, rowStep: wide * pixelStep, imageStep: high * wide * pixelStep };
  if (wide === columns && high === rows) return { address: addressOf(backend, x), held: null, ...steps };
  const held = allocate(backend, [images, high, wide, channels]);
  const address = addressOf(backend, held);
  trainingModules().matrix.padImages(
    addressOf(backend, x),
    images,
    rows,
    columns * pixelStep,
    top,
    bottom,
    left * pixelStep,
    right * pixelStep,
    address,
  );
  return { address, held, ...steps };
}

/** What the padding of a forward convolution is, including what strides and rounding leave unread or read beyond. */
export function forwardSides(info: Convolution): {
  top: number;
  bottom: number;
  left: number;
  right: number;
} {
  const { top, left } = info.padInfo;
  const reach = (outs: number, stride: number, effective: number) => (outs - 1) * stride + effective;
  return {
    top,
    left,
    bottom: reach(info.outHeight, info.strideHeight, info.effectiveFilterHeight) - info.inHeight - top,
    right: reach(info.outWidth, info.strideWidth, info.effectiveFilterWidth) - info.inWidth - left,
  };
}

/** Where a grid of pixels lies: an address, and the bytes from one image, row and column to the next. */
export interface PixelGrid {
  readonly address: number;
  readonly imageStep: number;
  readonly rowStep: number;
  readonly columnStep: number;
}

/** A tap of a filter: bytes from a result's pixel to what it reads, and from the filter's start to the tap's matrix. */
export interface FilterTap {
  readonly offset: number;
  readonly filterOffset: number;
}

/** A convolution as `assembly/matrix/convolve.ts` computes it: every result pixel is the sum over taps of a run of numbers times the tap's matrix. */
export interface PixelProduct {
  /** What result pixel (0, 0, 0) reads at offset 0, and the steps between pixels of the *result* there. It holds its zero padding. */
  readonly from: PixelGrid;
  readonly to: PixelGrid;
  readonly images: number;
  readonly rows: number;
  readonly columns: number;
  /** Of a tap: matrices [depth, channels], with the bytes between rows and between columns. */
  readonly filter: {
    readonly address: number;
    readonly rowStep: number;
    readonly columnStep: number;
    readonly depth: number;
    readonly channels: number;
  };
  readonly taps: readonly FilterTap[];
}

/** Computes the product with a table of its taps at `table`, 8 bytes a tap; returns where the table ends. */
export function convolvePixels(
  backend: BackendWasm,
  { from, to, images, rows, columns, filter, taps }: PixelProduct,
  { table, work }: { readonly table: number; readonly work: number },
): number {
  const filterOffsets = writeOffsets(
    backend,
    table,
    taps.map(({ offset }) => offset),
  );
  const end = writeOffsets(
    backend,
    filterOffsets,
    taps.map(({ filterOffset }) => filterOffset),
  );
  trainingModules().matrix.convolve(
    ...[from.address, from.imageStep, from.rowStep, from.columnStep],
    ...[images, rows, columns],
    ...[taps.length, table, filter.depth],
    ...[filter.address, filterOffsets, filter.rowStep, filter.columnStep, filter.channels],
    ...[to.address, to.imageStep, to.rowStep, to.columnStep],
    work,
  );
  return end;
}

/** Writes byte offsets to memory at `address` and returns the address behind them. */
export function writeOffsets(backend: BackendWasm, address: number, offsets: readonly number[]): number {
  writeTable(backend, address, Int32Array.from(offsets));
  return address + 4 * offsets.length;
}
