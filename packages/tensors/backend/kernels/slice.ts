import { slice_util, type TensorInfo } from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { stepsOf } from "./collapseAxes.ts";
import { copyWalk } from "./copyWalk.ts";
import { callStockKernel, wasmKernel } from "./wasmKernel.ts";

/**
 * A block of a tensor, copied run by run on the heap. tfjs's kernel copies the whole source first, so that cutting n leaves out of
 * one flat tensor costs n copies of all of them.
 */
export const slice = wasmKernel<
  { x: TensorInfo },
  { readonly begin: number | number[]; readonly size: number | number[] }
>("Slice", ({ x }, attributes, backend) => {
  if (x.dtype === "string") return callStockKernel(backend, "Slice", { x }, attributes);
  const [begin, size] = slice_util.parseSliceParams(
    x,
    attributes.begin as number[],
    attributes.size as number[],
  ) as [number[], number[]];
  slice_util.assertParamsValid(x, begin, size);
  return cutBlock(backend, x, begin, size);
});

/** The block of `size` that starts at `begin`. */
export function cutBlock(
  backend: BackendWasm,
  x: TensorInfo,
  begin: readonly number[],
  size: readonly number[],
): TensorInfo {
  const out = backend.makeOutput([...size], x.dtype);
  const steps = stepsOf(x.shape);
  const start = begin.reduce((sum, first, axis) => sum + first * (steps[axis] as number), 0);
  copyWalk(backend, size, { tensor: x, steps, start }, { tensor: out, steps: stepsOf(size) });
  return out;
}
