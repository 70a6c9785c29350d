import type { TensorInfo } from "@tensorflow/tfjs";
import { type PoolAttributes, poolWindows } from "../../kernels/pooling.ts";
import { cpuKernel } from "./cpuKernel.ts";

type Windows = ReturnType<typeof poolWindows>;

/** For each number of the result which of x it is: its window's first largest, or first NaN where there is one. */
function placesOfLargest(x: ArrayLike<number>, windows: Windows): Int32Array {
  const { batchSize, inHeight, inWidth, inChannels: channels, outHeight, outWidth } = windows;
  const { strideHeight, strideWidth, filterHeight, filterWidth, padInfo } = windows;
  const places = new Int32Array(batchSize * outHeight * outWidth * channels);
  for (let out = 0; out < places.length; out++) {
    const channel = out % channels;
    const pixel = (out - channel) / channels;
    const top = (Math.floor(pixel / outWidth) % outHeight) * strideHeight - padInfo.top;
    const left = (pixel % outWidth) * strideWidth - padInfo.left;
    const image = Math.floor(pixel / (outWidth * outHeight));
    let found = -1;
    for (let row = Math.max(top, 0); row < Math.min(top + filterHeight, inHeight); row++) {
      for (let column = Math.max(left, 0); column < Math.min(left + filterWidth, inWidth); column++) {
        const at = ((image * inHeight + row) * inWidth + column) * channels + channel;
        const [value, largest] = [x[at] as number, x[found] as number];
        // Nothing but NaN is unlike itself: it takes the place of any number, and keeps it.
        if (found < 0 || (!(value <= largest) && !Number.isNaN(largest))) found = at;
      }
    }
    places[out] = found;
  }
  return places;
}

/** The largest number of each window, NaN where one of them is: tfjs passes over it. */
export const maxPool = cpuKernel<{ x: TensorInfo }, PoolAttributes>(
  "MaxPool",
  ({ x }, attributes, backend) => {
    if (x.dtype !== "float32") return null;
    const windows = poolWindows(x, attributes);
    const values = backend.readSync(x.dataId);
    const largest = Float32Array.from(placesOfLargest(values, windows), (place) => values[place] as number);
    return backend.makeTensorInfo(windows.outShape, "float32", largest);
  },
);

/** Each window's gradient goes to the number that it took. */
export const maxPoolGrad = cpuKernel<{ dy: TensorInfo; input: TensorInfo }, PoolAttributes>(
  "MaxPoolGrad",
  ({ dy, input }, attributes, backend) => {
    const places = placesOfLargest(backend.readSync(input.dataId), poolWindows(input, attributes, dy.shape));
    const gradients = backend.readSync(dy.dataId);
    const sums = new Float32Array(input.shape.reduce((size, length) => size * length, 1));
    // One after the other in float32, as the sum over a number's windows is on every backend.
    places.forEach((place, i) => {
      sums[place] = (sums[place] as number) + (gradients[i] as number);
    });
    return backend.makeTensorInfo(input.shape, "float32", sums);
  },
);
