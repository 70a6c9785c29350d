import type { KernelConfig } from "@tensorflow/tfjs";
import { addN } from "./addN.ts";
import { avgPool } from "./avgPool.ts";
import { avgPoolGrad } from "./avgPoolGrad.ts";
import { batchMatMul } from "./batchMatMul.ts";
import { binaryKernels } from "./binaryKernels.ts";
import { cast } from "./cast.ts";
import { conv2D } from "./conv2D.ts";
import { conv2DBackpropFilter } from "./conv2DBackpropFilter.ts";
import { conv2DBackpropInput } from "./conv2DBackpropInput.ts";
import { depthwiseConv2dNative } from "./depthwiseConv2dNative.ts";
import { depthwiseConv2dNativeBackpropFilter } from "./depthwiseConv2dNativeBackpropFilter.ts";
import { depthwiseConv2dNativeBackpropInput } from "./depthwiseConv2dNativeBackpropInput.ts";
import { einsum } from "./einsum.ts";
import { eluGrad } from "./eluGrad.ts";
import { fft2d } from "./fft2d.ts";
import { gatherV2 } from "./gatherV2.ts";
import { identity } from "./identity.ts";
import { leakyRelu } from "./leakyRelu.ts";
import { logicalKernels } from "./logicalKernels.ts";
import { maxPool } from "./maxPool.ts";
import { maxPoolGrad } from "./maxPoolGrad.ts";
import { pow } from "./pow.ts";
import { prelu } from "./prelu.ts";
import { select } from "./select.ts";
import { cos, sin } from "./sineKernel.ts";
import { slice } from "./slice.ts";
import { step } from "./step.ts";
import { sum } from "./sum.ts";
import { tile } from "./tile.ts";
import { unaryKernels } from "./unaryKernels.ts";
import { unsortedSegmentSum } from "./unsortedSegmentSum.ts";

/** Everything that the `wasm` backend runs with our code instead of, or in addition to, tfjs's. */
export const kernels: readonly KernelConfig[] = [
  ...binaryKernels,
  ...logicalKernels,
  ...unaryKernels,
  cos,
  sin,
  addN,
  cast,
  eluGrad,
  leakyRelu,
  prelu,
  step,
  avgPool,
  avgPoolGrad,
  batchMatMul,
  conv2D,
  conv2DBackpropFilter,
  conv2DBackpropInput,
  depthwiseConv2dNative,
  depthwiseConv2dNativeBackpropFilter,
  depthwiseConv2dNativeBackpropInput,
  einsum,
  fft2d,
  gatherV2,
  identity,
  maxPool,
  maxPoolGrad,
  pow,
  select,
  slice,
  sum,
  tile,
  unsortedSegmentSum,
];
