import { slice_util, type TensorInfo } from "@tensorflow/tfjs";
import { callStockKernel, wasmKernel } from "./wasmKernel.ts";

type Numbers = Float32Array | Int32Array | Uint8Array;

/**
 * A block of a tensor, copied run by run on the heap. tfjs's kernel copies the whole source first, so that cutting n leaves
 * out of one flat tensor costs n copies of all of them.
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
  const out = backend.makeOutput(size, x.dtype);
  const from = backend.typedArrayFromHeap(x) as Numbers;
  const to = backend.typedArrayFromHeap(out) as Numbers;
  // Trailing axes taken whole make one run with the axis before them.
  let axis = x.shape.length - 1;
  let length = 1;
  while (axis > 0 && size[axis] === x.shape[axis]) length *= size[axis--] as number;
  const run = axis < 0 ? 1 : length * (size[axis] as number);
  const strides = x.shape.map((_, i) => x.shape.slice(i + 1).reduce((product, one) => product * one, 1));
  let start = begin.reduce((sum, first, i) => sum + first * (strides[i] as number), 0);
  const index = new Int32Array(Math.max(axis, 0));
  for (let at = 0; at < to.length; at += run) {
    to.set(from.subarray(start, start + run), at);
    for (let outer = axis - 1; outer >= 0; outer--) {
      start += strides[outer] as number;
      index[outer] = (index[outer] as number) + 1;
      if ((index[outer] as number) < (size[outer] as number)) break;
      start -= (size[outer] as number) * (strides[outer] as number);
      index[outer] = 0;
    }
  }
  return out;
});
