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

/** Writes byte offsets to memory at `address` and returns the address behind them. */
export function writeOffsets(backend: BackendWasm, address: number, offsets: readonly number[]): number {
  writeTable(backend, address, Int32Array.from(offsets));
  return address + 4 * offsets.length;
}
