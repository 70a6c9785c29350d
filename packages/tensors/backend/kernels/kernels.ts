import type { KernelConfig } from "@tensorflow/tfjs";
import { addN } from "./addN.ts";
import { addScaled } from "./addScaled.ts";
import { attention } from "./attention.ts";
import { attentionGrad } from "./attentionGrad.ts";
import { avgPool } from "./avgPool.ts";
import { avgPoolGrad } from "./avgPoolGrad.ts";
import { batchMatMul } from "./batchMatMul.ts";
import { binaryKernels } from "./binaryKernels.ts";
import { cast } from "./cast.ts";
import { clipByValue } from "./clipByValue.ts";
import { concat, pack } from "./concat.ts";
import { conv2D } from "./conv2D.ts";
import { conv2DBackpropFilter } from "./conv2DBackpropFilter.ts";
import { conv2DBackpropInput } from "./conv2DBackpropInput.ts";
import { ctcLoss } from "./ctcLoss.ts";
import { cumsum } from "./cumsum.ts";
import { depthwiseConv2dNative } from "./depthwiseConv2dNative.ts";
import { depthwiseConv2dNativeBackpropFilter } from "./depthwiseConv2dNativeBackpropFilter.ts";
import { depthwiseConv2dNativeBackpropInput } from "./depthwiseConv2dNativeBackpropInput.ts";
import { einsum } from "./einsum.ts";
import { eluGrad } from "./eluGrad.ts";
import { ema } from "./ema.ts";
import { extremeIndexKernels } from "./extremeIndexKernels.ts";
import { fft2d } from "./fft2d.ts";
import { fillKernels } from "./fillKernels.ts";
import { flattenLeaves } from "./flattenLeaves.ts";
import { foldKernels } from "./foldKernels.ts";
import { formula } from "./formula.ts";
import { gatedUnit } from "./gatedUnit.ts";
import { gatedUnitGrad } from "./gatedUnitGrad.ts";
import { gatherV2 } from "./gatherV2.ts";
import { groupNorm } from "./groupNorm.ts";
import { groupNormGrad } from "./groupNormGrad.ts";
import { identity } from "./identity.ts";
import { layerNorm } from "./layerNorm.ts";
import { layerNormGrad } from "./layerNormGrad.ts";
import { leafViews } from "./leafViews.ts";
import { leakyRelu } from "./leakyRelu.ts";
import { logicalKernels } from "./logicalKernels.ts";
import { lookedUpBytes } from "./lookedUpBytes.ts";
import { maxPool } from "./maxPool.ts";
import { maxPoolGrad } from "./maxPoolGrad.ts";
import { padV2 } from "./padV2.ts";
import { pow } from "./pow.ts";
import { prelu } from "./prelu.ts";
import { range } from "./range.ts";
import { resizeBilinearGrad } from "./resizeBilinearGrad.ts";
import { resizeNearestNeighbor } from "./resizeNearestNeighbor.ts";
import { resizeNearestNeighborGrad } from "./resizeNearestNeighborGrad.ts";
import { reverse } from "./reverse.ts";
import { rotaryEmbedding } from "./rotaryEmbedding.ts";
import { searchSorted } from "./searchSorted.ts";
import { select } from "./select.ts";
import { sigmoidCrossEntropy } from "./sigmoidCrossEntropy.ts";
import { sigmoidCrossEntropyGrad } from "./sigmoidCrossEntropyGrad.ts";
import { cos, sin } from "./sineKernel.ts";
import { slice } from "./slice.ts";
import { softmax } from "./softmax.ts";
import { softmaxCrossEntropy } from "./softmaxCrossEntropy.ts";
import { softmaxCrossEntropyGrad } from "./softmaxCrossEntropyGrad.ts";
import { splitKernels } from "./splitKernels.ts";
import { step } from "./step.ts";
import { mean, sum } from "./sum.ts";
import { tile } from "./tile.ts";
import { transpose } from "./transpose.ts";
import { unaryKernels } from "./unaryKernels.ts";
import { unsortedSegmentSum } from "./unsortedSegmentSum.ts";
import { writtenNumbers } from "./writtenNumbers.ts";

/** Everything that the `wasm` backend runs with our code instead of, or in addition to, tfjs's. */
export const kernels: readonly KernelConfig[] = [
  ...binaryKernels,
  ...extremeIndexKernels,
  ...fillKernels,
  ...foldKernels,
  ...logicalKernels,
  ...splitKernels,
  ...unaryKernels,
  clipByValue,
  concat,
  cos,
  cumsum,
  mean,
  pack,
  padV2,
  range,
  reverse,
  softmax,
  transpose,
  sin,
  addN,
  addScaled,
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
  searchSorted,
  select,
  slice,
  sum,
  tile,
  unsortedSegmentSum,
  attention,
  attentionGrad,
  ctcLoss,
  ema,
  flattenLeaves,
  formula,
  gatedUnit,
  gatedUnitGrad,
  groupNorm,
  groupNormGrad,
  layerNorm,
  layerNormGrad,
  leafViews,
  resizeBilinearGrad,
  resizeNearestNeighbor,
  resizeNearestNeighborGrad,
  rotaryEmbedding,
  sigmoidCrossEntropy,
  sigmoidCrossEntropyGrad,
  softmaxCrossEntropy,
  softmaxCrossEntropyGrad,
  lookedUpBytes,
  writtenNumbers,
];
