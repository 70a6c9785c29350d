import type { TensorInfo } from "@tensorflow/tfjs";
import { broadcastRuns } from "./broadcasting.ts";
import { callStockKernel, wasmKernel } from "./wasmKernel.ts";

type Numbers = Float32Array | Int32Array | Uint8Array;

/** Repeats a tensor along its axes: a broadcast of [1, n₀, 1, n₁, …] to [r₀, n₀, r₁, n₁, …]. */
export const tile = wasmKernel<{ x: TensorInfo }, { readonly reps: readonly number[] }>(
  "Tile",
  ({ x }, { reps }, backend) => {
    if (x.dtype === "string") return callStockKernel(backend, "Tile", { x }, { reps });
    const out = backend.makeOutput(
      x.shape.map((length, axis) => length * (reps[axis] as number)),
      x.dtype,
    );
    const from = backend.typedArrayFromHeap(x) as Numbers;
    const to = backend.typedArrayFromHeap(out) as Numbers;
    if (to.length === 0) return out;
    const own = x.shape.flatMap((length) => [1, length]);
    const result = x.shape.flatMap((length, axis) => [reps[axis] as number, length]);
    const { length, starts, increments } = broadcastRuns([own], result);
    const [sources] = starts as [Int32Array];
    const repeated = increments[0] === 0;
    for (let run = 0; run < sources.length; run++) {
      const source = sources[run] as number;
      if (repeated) to.fill(from[source] as number, run * length, (run + 1) * length);
      else to.set(from.subarray(source, source + length), run * length);
    }
    return out;
  },
);
