import type { KernelConfig } from "@tensorflow/tfjs";
import { avgPoolGrad } from "./avgPoolGrad.ts";
import { batchMatMul } from "./batchMatMul.ts";
import { conv2D } from "./conv2D.ts";
import { conv2DBackpropFilter } from "./conv2DBackpropFilter.ts";
import { conv2DBackpropInput } from "./conv2DBackpropInput.ts";
import { depthwiseConv2dNativeBackpropFilter } from "./depthwiseConv2dNativeBackpropFilter.ts";
import { depthwiseConv2dNativeBackpropInput } from "./depthwiseConv2dNativeBackpropInput.ts";
import { einsum } from "./einsum.ts";
import { equal } from "./equal.ts";
import { erf } from "./erf.ts";
import { gatherV2 } from "./gatherV2.ts";
import { greater } from "./greater.ts";
import { greaterEqual } from "./greaterEqual.ts";
import { identity } from "./identity.ts";
import { less } from "./less.ts";
import { lessEqual } from "./lessEqual.ts";
import { maximum } from "./maximum.ts";
import { maxPoolGrad } from "./maxPoolGrad.ts";
import { minimum } from "./minimum.ts";
import { notEqual } from "./notEqual.ts";
import { pow } from "./pow.ts";
import { relu } from "./relu.ts";
import { select } from "./select.ts";
import { slice } from "./slice.ts";
import { sum } from "./sum.ts";
import { tanh } from "./tanh.ts";
import { tile } from "./tile.ts";
import { unsortedSegmentSum } from "./unsortedSegmentSum.ts";

/** Everything that the `wasm` backend runs with our code instead of, or in addition to, tfjs's. */
export const kernels: readonly KernelConfig[] = [
  avgPoolGrad,
  batchMatMul,
  conv2D,
  conv2DBackpropFilter,
  conv2DBackpropInput,
  depthwiseConv2dNativeBackpropFilter,
  depthwiseConv2dNativeBackpropInput,
  einsum,
  equal,
  erf,
  gatherV2,
  greater,
  greaterEqual,
  identity,
  less,
  lessEqual,
  maximum,
  maxPoolGrad,
  minimum,
  notEqual,
  pow,
  relu,
  select,
  slice,
  sum,
  tanh,
  tile,
  unsortedSegmentSum,
];
