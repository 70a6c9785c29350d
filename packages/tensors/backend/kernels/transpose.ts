import type { TensorInfo } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import { collapseAxes, stepsOf, type Walk } from "./collapseAxes.ts";
import { copyWalk } from "./copyWalk.ts";
import { addressOf, sizeOf } from "./heap.ts";
import { callStockKernel, wasmKernel } from "./wasmKernel.ts";

/**
 * Any permutation of axes. Axes that stay neighbours count as one; where the innermost axis moves, it changes places with the one that
 * takes its place in blocks of 4 × 4, for tfjs-wasm misses the cache at every number of a large matrix. Nothing is copied where the
 * numbers stay in order.
 */
export const transpose = wasmKernel<{ x: TensorInfo }, { readonly perm: readonly number[] }>(
  "Transpose",
  ({ x }, attributes, backend) => {
    if (x.dtype === "string") return callStockKernel(backend, "Transpose", { x }, attributes);
    const { perm } = attributes;
    const own = stepsOf(x.shape);
    const shape = perm.map((axis) => x.shape[axis] as number);
    const from = perm.map((axis) => own[axis] as number);
    const to = stepsOf(shape);
    const walk = collapseAxes({ shape, steps: [from, to] });
    if (walk.shape.length <= 1) {
      backend.incRef(x.dataId);
      return { dataId: x.dataId, shape, dtype: x.dtype };
    }
    const out = backend.makeOutput(shape, x.dtype);
    if (sizeOf(shape) === 0) return out;
    const swap = x.dtype === "bool" ? null : blockSwap(walk);
    if (swap === null) {
      copyWalk(backend, shape, { tensor: x, steps: from }, { tensor: out, steps: to });
    } else {
      trainingModules().elementwise.transpose(addressOf(backend, x), addressOf(backend, out), ...swap);
    }
    return out;
  },
);

/** n0, n1, rows, columns, then the steps of n0, n1 and rows in the source and of n0, n1 and columns in the target. */
type BlockSwap = [number, number, number, number, number, number, number, number, number, number];

/** How to swap the innermost axes of source and target, or null where they are the same or more than two others are left. */
function blockSwap({ shape, steps }: Walk): BlockSwap | null {
  const [from, to] = steps as [readonly number[], readonly number[]];
  const columns = from.indexOf(1);
  const rows = shape.length - 1;
  if (columns === rows || shape.length > 4) return null;
  const others = shape.flatMap((_, axis) => (axis === rows || axis === columns ? [] : [axis]));
  const [second, first] = others.toReversed();
  const at = (values: readonly number[], axis: number | undefined, missing: number) =>
    axis === undefined ? missing : (values[axis] as number);
  return [
    at(shape, first, 1),
    at(shape, second, 1),
    at(shape, rows, 1),
    at(shape, columns, 1),
    at(from, first, 0),
    at(from, second, 0),
    at(from, rows, 0),
    at(to, first, 0),
    at(to, second, 0),
    at(to, columns, 0),
  ];
}
