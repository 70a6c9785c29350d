import { type TensorInfo, util } from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { addressOf, sizeOf } from "./heap.ts";

/** out[o, c] = the reduction over r of x[o, r, c]; `isLast` where nothing more will be reduced. Addresses in bytes. */
export type ReduceLoop = (
  x: number,
  out: number,
  outer: number,
  length: number,
  columns: number,
  isLast: boolean,
) => void;

/** Neighbouring axes that are all kept or all reduced. */
interface AxisGroup {
  readonly isReduced: boolean;
  readonly length: number;
}

/** A tensor of float32 or int32 reduced over any axes without transposing it: one pass for each group of neighbouring axes, from the innermost. */
export function reduceAxes(
  backend: BackendWasm,
  x: TensorInfo,
  axis: number | number[],
  keepDims: boolean,
  reduce: ReduceLoop,
): TensorInfo {
  const axes = new Set(util.parseAxisParam(axis, x.shape));
  const groups = groupAxes(x.shape, axes);
  let from = x;
  do {
    const at = groups.findLastIndex(({ isReduced }) => isReduced);
    const lengths = groups.map(({ length }) => length);
    const outer = sizeOf(lengths.slice(0, Math.max(at, 0)));
    const columns = sizeOf(lengths.slice(at + 1));
    if (at >= 0) groups.splice(at, 1);
    const isLast = !groups.some(({ isReduced }) => isReduced);
    const out = backend.makeOutput(
      isLast ? shapeWithout(x.shape, axes, keepDims) : [outer, columns],
      x.dtype,
    );
    reduce(addressOf(backend, from), addressOf(backend, out), outer, lengths[at] ?? 1, columns, isLast);
    if (from !== x) backend.disposeData(from.dataId);
    from = out;
  } while (groups.some(({ isReduced }) => isReduced));
  return from;
}

function shapeWithout(shape: readonly number[], axes: ReadonlySet<number>, keepDims: boolean): number[] {
  if (keepDims) return shape.map((length, axis) => (axes.has(axis) ? 1 : length));
  return shape.filter((_, axis) => !axes.has(axis));
}

function groupAxes(shape: readonly number[], axes: ReadonlySet<number>): AxisGroup[] {
  const groups: AxisGroup[] = [];
  for (const [axis, length] of shape.entries()) {
    if (length === 1) continue;
    const isReduced = axes.has(axis);
    const last = groups.at(-1);
    if (last?.isReduced === isReduced)
      groups[groups.length - 1] = { isReduced, length: last.length * length };
    else groups.push({ isReduced, length });
  }
  return groups;
}
