import { backend_util, type TensorInfo } from "@tensorflow/tfjs";
import type { DepthwiseAttributes } from "./depthwiseConv2dNativeBackpropInput.ts";
import { allocate, floatsOf } from "./heap.ts";
import { wasmKernel } from "./wasmKernel.ts";

interface Inputs {
  readonly x: TensorInfo;
  readonly dy: TensorInfo;
}

/** Gradient of a depthwise convolution with respect to its filter. Summed in double precision: the sums are long. */
export const depthwiseConv2dNativeBackpropFilter = wasmKernel<
  Inputs,
  DepthwiseAttributes & { readonly filterShape: [number, number, number, number] }
>("DepthwiseConv2dNativeBackpropFilter", (inputs, attributes, backend) => {
  const info = backend_util.computeConv2DInfo(
    inputs.x.shape as [number, number, number, number],
    attributes.filterShape,
    attributes.strides,
    attributes.dilations,
    attributes.pad,
    attributes.dimRoundingMode,
    true,
  );
  const out = allocate(backend, info.filterShape);
  const x = floatsOf(backend, inputs.x);
  const dy = floatsOf(backend, inputs.dy);
  const { inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, filterWidth } = info;
  const multiplier = outChannels / inChannels;
  const sums = new Float64Array(info.filterHeight * filterWidth * outChannels);
  for (let image = 0; image < info.batchSize; image++) {
    for (let row = 0; row < outHeight; row++) {
      for (let column = 0; column < outWidth; column++) {
        const gradient = ((image * outHeight + row) * outWidth + column) * outChannels;
        for (let tapRow = 0; tapRow < info.filterHeight; tapRow++) {
          const inRow = row * info.strideHeight - info.padInfo.top + tapRow * info.dilationHeight;
          if (inRow < 0 || inRow >= inHeight) continue;
          for (let tapColumn = 0; tapColumn < filterWidth; tapColumn++) {
            const inColumn = column * info.strideWidth - info.padInfo.left + tapColumn * info.dilationWidth;
            if (inColumn < 0 || inColumn >= inWidth) continue;
            const source = ((image * inHeight + inRow) * inWidth + inColumn) * inChannels;
            const tap = (tapRow * filterWidth + tapColumn) * outChannels;
            for (let channel = 0, output = 0; channel < inChannels; channel++) {
              const value = x[source + channel] as number;
              for (let m = 0; m < multiplier; m++, output++) {
                sums[tap + output] =
                  (sums[tap + output] as number) + value * (dy[gradient + output] as number);
              }
            }
          }
        }
      }
    }
  }
  floatsOf(backend, out).set(sums);
  return out;
});
