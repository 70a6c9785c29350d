import type { TensorInfo } from "@tensorflow/tfjs";
import { type ResizeAttributes, resize } from "./resizing.ts";
import { wasmKernel } from "./wasmKernel.ts";

interface Inputs {
  readonly images: TensorInfo;
  readonly dy: TensorInfo;
}

/** The adjoint of the forward kernel, half-pixel centres included, which tfjs's own gradient passes over. */
export const resizeBilinearGrad = wasmKernel<Inputs, ResizeAttributes>(
  "ResizeBilinearGrad",
  ({ images, dy }, attributes, backend) =>
    resize(
      backend,
      "resizeGradient",
      "bilinear",
      dy,
      { original: images.shape, resized: dy.shape },
      attributes,
    ),
);
