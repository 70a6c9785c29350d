import { backend_util, type TensorInfo, util } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import { addressOf, integersOf, sizeOf } from "./heap.ts";
import { callStockKernel, wasmKernel } from "./wasmKernel.ts";

interface Inputs {
  readonly x: TensorInfo;
  readonly indices: TensorInfo;
}

/** Takes whole slices by index, as an embedding look-up does: copies of memory, where tfjs-wasm finds each number anew. */
export const gatherV2 = wasmKernel<Inputs, { readonly axis: number; readonly batchDims: number }>(
  "GatherV2",
  ({ x, indices }, { axis, batchDims }, backend) => {
    if (x.dtype === "string" || x.dtype === "complex64" || indices.dtype !== "int32") {
      return callStockKernel(backend, "GatherV2", { x, indices }, { axis, batchDims });
    }
    const parsedAxis = util.parseAxisParam(axis, x.shape)[0] as number;
    // tfjs types the arguments of this function as tensors; it reads their shapes only.
    const shape = backend_util.segment_util.collectGatherOpShapeInfo(
      x as Parameters<typeof backend_util.segment_util.collectGatherOpShapeInfo>[0],
      indices as Parameters<typeof backend_util.segment_util.collectGatherOpShapeInfo>[1],
      parsedAxis,
      batchDims ?? 0,
    );
    const out = backend.makeOutput(shape.outputShape, x.dtype);
    const wrong = trainingModules().images.gather(
      addressOf(backend, x),
      addressOf(backend, indices),
      addressOf(backend, out),
      shape.batchSize,
      shape.outerSize,
      shape.dimSize,
      sizeOf(indices.shape) / shape.batchSize,
      shape.sliceSize * util.bytesPerElement(x.dtype),
    );
    if (wrong >= 0) {
      const index = integersOf(backend, indices)[wrong];
      backend.disposeData(out.dataId);
      throw new RangeError(`GatherV2: the index ${index} is not in [0, ${shape.dimSize - 1}]`);
    }
    return out;
  },
);
