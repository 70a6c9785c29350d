import { differentiable } from "@steepest/tensors/operations/differentiable.ts";
import { gather, type Tensor, type Tensor1D, unsortedSegmentSum } from "@tensorflow/tfjs";

/** Rows `rows` (int32) of x [count, width]: [rows, width]. tfjs's own gradient of a gather transposes back and forth; this one does not. */
export function gatherRows(x: Tensor, rows: Tensor1D): Tensor {
  const count = x.shape[0] as number;
  return differentiable([x], () => ({
    value: gather(x, rows),
    saved: [rows],
    gradient: (dy, saved) => [unsortedSegmentSum(dy, saved[0] as Tensor1D, count)],
  }));
}
