import { backend_util, type TensorInfo, util } from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { trainingModules } from "../modules/trainingModules.ts";
import { addressOf, sizeOf } from "./heap.ts";
import { callStockKernel, wasmKernel } from "./wasmKernel.ts";

interface Attributes {
  readonly axis: number;
}

/** Tensors end to end along one axis: one strided copy each, where tfjs-wasm makes a view for every row of every tensor. */
export const concat = wasmKernel<readonly TensorInfo[], Attributes>(
  "Concat",
  (inputs, attributes, backend) => {
    const [first] = inputs as [TensorInfo];
    if (first.dtype === "string") {
      return callStockKernel(backend, "Concat", inputs as unknown as Record<string, TensorInfo>, attributes);
    }
    for (const { dtype } of inputs) {
      if (dtype !== first.dtype)
        throw new Error(`Concat takes tensors of one type, not ${first.dtype} and ${dtype}`);
    }
    const [axis] = util.parseAxisParam(attributes.axis, first.shape) as [number];
    const shapes = inputs.map(({ shape }) => shape);
    backend_util.assertParamsConsistent(shapes, axis);
    return join(backend, inputs, shapes, axis, backend_util.computeOutShape(shapes, axis));
  },
);

/** Tensors of one shape beside each other along a new axis. */
export const pack = wasmKernel<readonly TensorInfo[], Attributes>("Pack", (inputs, attributes, backend) => {
  const [first] = inputs as [TensorInfo];
  const { axis } = attributes;
  if (first.dtype === "string") {
    return callStockKernel(backend, "Pack", inputs as unknown as Record<string, TensorInfo>, attributes);
  }
  for (const { shape, dtype } of inputs) {
    util.assertShapesMatch(first.shape, shape, "All tensors passed to stack must have matching shapes");
    util.assert(first.dtype === dtype, () => "All tensors passed to stack must have matching dtypes");
  }
  const at = axis < 0 ? axis + first.shape.length + 1 : axis;
  const each = first.shape.toSpliced(at, 0, 1);
  const shapes = inputs.map(() => each);
  return join(backend, inputs, shapes, at, each.with(at, inputs.length));
});

function join(
  backend: BackendWasm,
  inputs: readonly TensorInfo[],
  shapes: readonly number[][],
  axis: number,
  outShape: number[],
): TensorInfo {
  const dtype = inputs[0]?.dtype ?? "float32";
  const out = backend.makeOutput(outShape, dtype);
  const { elementwise } = trainingModules();
  const shift = dtype === "bool" ? 0 : 2;
  const rows = sizeOf(outShape.slice(0, axis));
  const width = sizeOf(outShape.slice(axis));
  let into = addressOf(backend, out);
  for (const [i, tensor] of inputs.entries()) {
    const length = sizeOf((shapes[i] as number[]).slice(axis));
    elementwise.copy(
      addressOf(backend, tensor),
      into,
      1,
      1,
      rows,
      length,
      0,
      0,
      length,
      1,
      0,
      0,
      width,
      1,
      shift,
    );
    into += length << shift;
  }
  return out;
}
