import { backend_util, type TensorInfo } from "@tensorflow/tfjs";
import { allocate, floatsOf } from "./heap.ts";
import { wasmKernel } from "./wasmKernel.ts";

export interface DepthwiseAttributes {
  readonly strides: [number, number] | number;
  readonly dilations: [number, number] | number;
  readonly pad: "valid" | "same" | number | backend_util.ExplicitPadding;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

interface Inputs {
  readonly dy: TensorInfo;
  readonly filter: TensorInfo;
}

/** Gradient of a depthwise convolution with respect to its input: every output spreads its gradient over its window. */
export const depthwiseConv2dNativeBackpropInput = wasmKernel<
  Inputs,
  DepthwiseAttributes & { readonly inputShape: [number, number, number, number] }
>("DepthwiseConv2dNativeBackpropInput", (inputs, attributes, backend) => {
  const info = backend_util.computeConv2DInfo(
    attributes.inputShape,
    inputs.filter.shape as [number, number, number, number],
    attributes.strides,
    attributes.dilations,
    attributes.pad,
    attributes.dimRoundingMode,
    true,
  );
  const out = allocate(backend, info.inShape);
  const dx = floatsOf(backend, out).fill(0);
  const dy = floatsOf(backend, inputs.dy);
  const filter = floatsOf(backend, inputs.filter);
  const { inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, filterWidth } = info;
  const multiplier = outChannels / inChannels;
  for (let image = 0; image < info.batchSize; image++) {
    for (let row = 0; row < outHeight; row++) {
      for (let column = 0; column < outWidth; column++) {
        const source = ((image * outHeight + row) * outWidth + column) * outChannels;
        for (let tapRow = 0; tapRow < info.filterHeight; tapRow++) {
          const inRow = row * info.strideHeight - info.padInfo.top + tapRow * info.dilationHeight;
          if (inRow < 0 || inRow >= inHeight) continue;
          for (let tapColumn = 0; tapColumn < filterWidth; tapColumn++) {
            const inColumn = column * info.strideWidth - info.padInfo.left + tapColumn * info.dilationWidth;
            if (inColumn < 0 || inColumn >= inWidth) continue;
            const target = ((image * inHeight + inRow) * inWidth + inColumn) * inChannels;
            const tap = (tapRow * filterWidth + tapColumn) * outChannels;
            for (let channel = 0, output = 0; channel < inChannels; channel++) {
              let sum = dx[target + channel] as number;
              for (let m = 0; m < multiplier; m++, output++) {
                sum += (dy[source + output] as number) * (filter[tap + output] as number);
              }
              dx[target + channel] = sum;
            }
          }
        }
      }
    }
  }
  return out;
});
