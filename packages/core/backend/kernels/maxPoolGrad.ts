import { backend_util, type TensorInfo } from "@tensorflow/tfjs";
import { allocate, floatsOf } from "./heap.ts";
import { wasmKernel } from "./wasmKernel.ts";

interface Inputs {
  readonly dy: TensorInfo;
  readonly input: TensorInfo;
}

export interface PoolAttributes {
  readonly filterSize: [number, number] | number;
  readonly strides: [number, number] | number;
  readonly pad: "valid" | "same" | number | backend_util.ExplicitPadding;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

/** Each window's gradient goes to its largest input, the first one of equals (as on tfjs's `cpu`). */
export const maxPoolGrad = wasmKernel<Inputs, PoolAttributes>(
  "MaxPoolGrad",
  (inputs, attributes, backend) => {
    const info = backend_util.computePool2DInfo(
      inputs.input.shape as [number, number, number, number],
      attributes.filterSize,
      attributes.strides,
      1,
      attributes.pad,
      attributes.dimRoundingMode,
    );
    const out = allocate(backend, inputs.input.shape);
    const dx = floatsOf(backend, out).fill(0);
    const dy = floatsOf(backend, inputs.dy);
    const x = floatsOf(backend, inputs.input);
    const { inHeight, inWidth, inChannels: channels, outHeight, outWidth } = info;
    let at = 0;
    for (let image = 0; image < info.batchSize; image++) {
      const imageStart = image * inHeight * inWidth * channels;
      for (let row = 0; row < outHeight; row++) {
        const top = row * info.strideHeight - info.padInfo.top;
        const firstRow = Math.max(0, top);
        const lastRow = Math.min(inHeight, top + info.filterHeight);
        for (let column = 0; column < outWidth; column++) {
          const left = column * info.strideWidth - info.padInfo.left;
          const firstColumn = Math.max(0, left);
          const lastColumn = Math.min(inWidth, left + info.filterWidth);
          for (let channel = 0; channel < channels; channel++) {
            // Chosen by a mask, as a branch on the inputs is mispredicted often; NaN is passed over like on cpu.
            let position = imageStart + (firstRow * inWidth + firstColumn) * channels + channel;
            let largest = x[position] as number;
            for (let inRow = firstRow; inRow < lastRow; inRow++) {
              let source = imageStart + (inRow * inWidth + firstColumn) * channels + channel;
              for (let inColumn = firstColumn; inColumn < lastColumn; inColumn++) {
                const value = x[source] as number;
                const isLarger = -(Number(value > largest) | Number(Number.isNaN(largest)));
                position ^= (position ^ source) & isLarger;
                largest = x[position] as number;
                source += channels;
              }
            }
            dx[position] = (dx[position] as number) + (dy[at] as number);
            at++;
          }
        }
      }
    }
    return out;
  },
);
