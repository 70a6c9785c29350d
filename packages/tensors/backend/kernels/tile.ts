import type { TensorInfo } from "@tensorflow/tfjs";
import { stepsOf } from "./collapseAxes.ts";
import { copyWalk } from "./copyWalk.ts";
import { callStockKernel, wasmKernel } from "./wasmKernel.ts";

/** Repeats a tensor along its axes: a walk over [r₀, n₀, r₁, n₁, …] that stands still along every repetition. */
export const tile = wasmKernel<{ x: TensorInfo }, { readonly reps: readonly number[] }>(
  "Tile",
  ({ x }, { reps }, backend) => {
    if (x.dtype === "string") return callStockKernel(backend, "Tile", { x }, { reps });
    const out = backend.makeOutput(
      x.shape.map((length, axis) => length * (reps[axis] as number)),
      x.dtype,
    );
    const shape = x.shape.flatMap((length, axis) => [reps[axis] as number, length]);
    const from = stepsOf(x.shape).flatMap((step) => [0, step]);
    copyWalk(backend, shape, { tensor: x, steps: from }, { tensor: out, steps: stepsOf(shape) });
    return out;
  },
);
