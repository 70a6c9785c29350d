import { backend_util, type TensorInfo, util } from "@tensorflow/tfjs";
import { integersOf } from "./heap.ts";
import { callStockKernel, wasmKernel } from "./wasmKernel.ts";

interface Inputs {
  readonly x: TensorInfo;
  readonly indices: TensorInfo;
}

type Numbers = Float32Array | Int32Array | Uint8Array;

/** Takes whole slices by index, as an embedding look-up does: copies of memory, where tfjs-wasm finds each number anew. */
export const gatherV2 = wasmKernel<Inputs, { readonly axis: number; readonly batchDims: number }>(
  "GatherV2",
  ({ x, indices }, { axis, batchDims }, backend) => {
    if (batchDims !== 0 || x.dtype === "string" || indices.dtype !== "int32") {
      return callStockKernel(backend, "GatherV2", { x, indices }, { axis, batchDims });
    }
    const parsedAxis = util.parseAxisParam(axis, x.shape)[0] as number;
    // tfjs types the arguments of this function as tensors; it reads their shapes only.
    const shape = backend_util.segment_util.collectGatherOpShapeInfo(
      x as Parameters<typeof backend_util.segment_util.collectGatherOpShapeInfo>[0],
      indices as Parameters<typeof backend_util.segment_util.collectGatherOpShapeInfo>[1],
      parsedAxis,
      0,
    );
    const { outerSize, dimSize, sliceSize } = shape;
    const out = backend.makeOutput(shape.outputShape, x.dtype);
    const from = backend.typedArrayFromHeap(x) as Numbers;
    const to = backend.typedArrayFromHeap(out) as Numbers;
    const rows = integersOf(backend, indices);
    let target = 0;
    for (let outer = 0; outer < outerSize; outer++) {
      for (let i = 0; i < rows.length; i++) {
        const row = rows[i] as number;
        if (row < 0 || row >= dimSize) {
          backend.disposeData(out.dataId);
          throw new RangeError(`GatherV2: the index ${row} is not in [0, ${dimSize - 1}]`);
        }
        const source = (outer * dimSize + row) * sliceSize;
        if (sliceSize === 1) to[target] = from[source] as number;
        else to.set(from.subarray(source, source + sliceSize), target);
        target += sliceSize;
      }
    }
    return out;
  },
);
