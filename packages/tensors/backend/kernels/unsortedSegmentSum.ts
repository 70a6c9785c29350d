import type { TensorInfo } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import { addressOf, sizeOf } from "./heap.ts";
import { wasmKernel } from "./wasmKernel.ts";

interface Inputs {
  readonly x: TensorInfo;
  readonly segmentIds: TensorInfo;
}

/** Sums the rows of x that share a segment id: the gradient of an embedding look-up. Ids outside the range are dropped. */
export const unsortedSegmentSum = wasmKernel<Inputs, { readonly numSegments: number }>(
  "UnsortedSegmentSum",
  ({ x, segmentIds }, { numSegments }, backend) => {
    if (x.dtype !== "float32" && x.dtype !== "int32") {
      throw new Error(`UnsortedSegmentSum takes float32 and int32, not ${x.dtype}`);
    }
    if (segmentIds.shape.some((length, axis) => length !== x.shape[axis]))
      throw new Error(`UnsortedSegmentSum: ids of [${segmentIds.shape}] for rows of [${x.shape}]`);
    const rowShape = x.shape.slice(segmentIds.shape.length);
    const out = backend.makeOutput([numSegments, ...rowShape], x.dtype);
    const { images } = trainingModules();
    const sum = x.dtype === "float32" ? images.segmentSum : images.segmentSumIntegers;
    sum(
      addressOf(backend, x),
      addressOf(backend, segmentIds),
      addressOf(backend, out),
      sizeOf(segmentIds.shape),
      numSegments,
      sizeOf(rowShape),
    );
    return out;
  },
);
