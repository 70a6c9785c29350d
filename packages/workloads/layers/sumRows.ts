import { differentiable } from "@steepest/tensors/operations/differentiable.ts";
import { gather, type Tensor, type Tensor1D, unsortedSegmentSum } from "@tensorflow/tfjs";

/** The sums of the rows of x [rows, width] that share a segment (int32 below `count`): [count, width]. A segment without rows is 0. */
export const sumRows = (x: Tensor, segments: Tensor1D, count: number): Tensor =>
  differentiable([x], () => ({
    value: unsortedSegmentSum(x, segments, count),
    saved: [segments],
    gradient: (dy, saved) => [gather(dy, saved[0] as Tensor1D)],
  }));
