import type { TensorInfo } from "@tensorflow/tfjs";
import { type ResizeAttributes, resize } from "./resizing.ts";
import { wasmKernel } from "./wasmKernel.ts";

interface Inputs {
  readonly images: TensorInfo;
  readonly dy: TensorInfo;
}

/** The adjoint of the forward kernel, half-pixel centres included, which tfjs's own gradient passes over. */
export const resizeNearestNeighborGrad = wasmKernel<Inputs, ResizeAttributes>(
  "ResizeNearestNeighborGrad",
  ({ images, dy }, attributes, backend) =>
    resize(
      backend,
      "resizeGradient",
      "nearest",
      dy,
      { original: images.shape, resized: dy.shape },
      attributes,
    ),
);
