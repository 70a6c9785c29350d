import type { TensorInfo } from "@tensorflow/tfjs";
import { type ResizeAttributes, resize } from "./resizing.ts";
import { callStockKernel, wasmKernel } from "./wasmKernel.ts";

/** Each pixel of the resized images is a copy of the nearest. */
export const resizeNearestNeighbor = wasmKernel<
  { images: TensorInfo },
  ResizeAttributes & { readonly size: readonly [number, number] }
>("ResizeNearestNeighbor", ({ images }, attributes, backend) => {
  if (images.dtype !== "float32") {
    return callStockKernel(backend, "ResizeNearestNeighbor", { images }, attributes);
  }
  const [batch, , , channels] = images.shape as [number, number, number, number];
  const resized = [batch, ...attributes.size, channels];
  return resize(backend, "resizeNearest", "nearest", images, { original: images.shape, resized }, attributes);
});
