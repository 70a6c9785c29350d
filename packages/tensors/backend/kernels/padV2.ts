import type { TensorInfo } from "@tensorflow/tfjs";
import { stepsOf } from "./collapseAxes.ts";
import { copyWalk } from "./copyWalk.ts";
import { fillWith } from "./heap.ts";
import { callStockKernel, wasmKernel } from "./wasmKernel.ts";

interface Attributes {
  readonly paddings: readonly (readonly [number, number])[];
  readonly constantValue: number;
}

/** A tensor in a larger one that is filled with a constant. */
export const padV2 = wasmKernel<{ x: TensorInfo }, Attributes>("PadV2", ({ x }, attributes, backend) => {
  if (x.dtype === "string") return callStockKernel(backend, "PadV2", { x }, attributes);
  const { paddings, constantValue } = attributes;
  const shape = x.shape.map(
    (length, axis) => length + (paddings[axis]?.[0] ?? 0) + (paddings[axis]?.[1] ?? 0),
  );
  const out = backend.makeOutput(shape, x.dtype);
  fillWith(backend, out, constantValue);
  const steps = stepsOf(shape);
  const start = paddings.reduce((sum, [before], axis) => sum + before * (steps[axis] as number), 0);
  copyWalk(backend, x.shape, { tensor: x, steps: stepsOf(x.shape) }, { tensor: out, steps, start });
  return out;
});
