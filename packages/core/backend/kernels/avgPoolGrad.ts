import { backend_util, type TensorInfo } from "@tensorflow/tfjs";
import { allocate, floatsOf } from "./heap.ts";
import type { PoolAttributes } from "./maxPoolGrad.ts";
import { wasmKernel } from "./wasmKernel.ts";

interface Inputs {
  readonly dy: TensorInfo;
  readonly input: TensorInfo;
}

/**
 * Each window's gradient is shared by the inputs it averaged. At a padded border those are fewer than the filter has: tfjs's
 * own gradients divide by the full filter there, although the forward pass does not, and are wrong by that factor.
 */
export const avgPoolGrad = wasmKernel<Inputs, PoolAttributes>(
  "AvgPoolGrad",
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
    const { inHeight, inWidth, inChannels: channels, outHeight, outWidth } = info;
    let at = 0;
    for (let image = 0; image < info.batchSize; image++) {
      for (let row = 0; row < outHeight; row++) {
        const top = row * info.strideHeight - info.padInfo.top;
        const firstRow = Math.max(0, top);
        const lastRow = Math.min(inHeight, top + info.filterHeight);
        for (let column = 0; column < outWidth; column++) {
          const left = column * info.strideWidth - info.padInfo.left;
          const firstColumn = Math.max(0, left);
          const lastColumn = Math.min(inWidth, left + info.filterWidth);
          const share = 1 / ((lastRow - firstRow) * (lastColumn - firstColumn));
          for (let inRow = firstRow; inRow < lastRow; inRow++) {
            let target = ((image * inHeight + inRow) * inWidth + firstColumn) * channels;
            for (let inColumn = firstColumn; inColumn < lastColumn; inColumn++) {
              for (let channel = 0; channel < channels; channel++, target++) {
                dx[target] = (dx[target] as number) + (dy[at + channel] as number) * share;
              }
            }
          }
          at += channels;
        }
      }
    }
    return out;
  },
);
