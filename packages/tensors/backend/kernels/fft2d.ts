import type { TensorInfo } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import { addressOf, allocate, sizeOf, writeTable } from "./heap.ts";
import { wasmKernel } from "./wasmKernel.ts";

interface Attributes {
  readonly inverse: boolean;
  readonly factor: number;
  /** cos, then sin, of 2πk/width and of 2πk/height. */
  readonly rowRoots: Float32Array;
  readonly columnRoots: Float32Array;
}

/** The Fourier transform of operations/fft2d.ts: real and imaginary parts as [2, batch, height, width]. */
export const fft2d = wasmKernel<{ parts: TensorInfo }, Attributes>(
  "Fft2d",
  ({ parts }, { inverse, factor, rowRoots, columnRoots }, backend) => {
    const [, batch, height, width] = parts.shape as [number, number, number, number];
    const out = allocate(backend, parts.shape);
    const scratch = allocate(backend, [4 * height * width]);
    const roots = allocate(backend, [rowRoots.length + columnRoots.length]);
    writeTable(backend, addressOf(backend, roots), rowRoots);
    writeTable(backend, addressOf(backend, roots, rowRoots.length), columnRoots);
    const part = sizeOf(parts.shape) / 2;
    trainingModules().images.fourier2d(
      addressOf(backend, parts),
      addressOf(backend, parts, part),
      addressOf(backend, out),
      addressOf(backend, out, part),
      batch,
      height,
      width,
      addressOf(backend, roots),
      addressOf(backend, roots, rowRoots.length),
      addressOf(backend, scratch),
      inverse ? 1 : -1,
      factor,
    );
    backend.disposeData(roots.dataId);
    backend.disposeData(scratch.dataId);
    return out;
  },
);
