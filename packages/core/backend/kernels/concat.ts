import { backend_util, type TensorInfo, util } from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { stepsOf } from "./collapseAxes.ts";
import { copyWalk } from "./copyWalk.ts";
import { sizeOf } from "./heap.ts";
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
  const out = backend.makeOutput(outShape, inputs[0]?.dtype ?? "float32");
  const steps = stepsOf(outShape);
  let start = 0;
  for (const [i, tensor] of inputs.entries()) {
    const shape = shapes[i] as number[];
    if (sizeOf(shape) > 0) {
      copyWalk(backend, shape, { tensor, steps: stepsOf(shape) }, { tensor: out, steps, start });
    }
    start += (shape[axis] as number) * (steps[axis] as number);
  }
  return out;
}
