import type { Workload } from "../workload/workload.ts";
import { largestAssignment } from "./assignment.ts";

const maxRounds = 100;

/** Strides of one axis of a parameter: units lie `inner` apart, in blocks of units · inner numbers. */
interface Place {
  readonly from: number;
  readonly size: number;
  readonly inner: number;
}

/**
 * The second point with its hidden units in the order in which they fit the first best: the same function at other parameters. Weight matching by
 * coordinate descent over the workload's groups of units, each an exact assignment (Ainsworth, Hayase & Srinivasa 2022, arXiv 2209.04836, algorithm 1).
 * Null where the workload does not tell its symmetries.
 */
export function alignUnits(
  workload: Workload,
  first: Float32Array,
  second: Float32Array,
): Float32Array | null {
  const groups = workload.unitSymmetries;
  if (groups === undefined) return null;
  const places = groupPlaces(workload);
  let moved = Float32Array.from(second);
  for (let round = 0; round < maxRounds; round++) {
    let changed = false;
    for (const { units, axes } of places) {
      const gains = new Float64Array(units * units);
      for (const place of axes) addProducts(gains, units, place, first, moved);
      const order = largestAssignment(gains, units);
      if (order.every((unit, at) => unit === at)) continue;
      changed = true;
      for (const place of axes) moved = reordered(moved, units, place, order);
    }
    if (!changed) break;
  }
  return moved;
}

function groupPlaces(workload: Workload): { units: number; axes: Place[] }[] {
  const shapes = workload.parameterSpecs.map(({ shape }) => shape);
  const sizeOf = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);
  return (workload.unitSymmetries ?? []).map((group) => {
    const units = new Set(group.map(({ parameter, axis }) => shapes[parameter]?.[axis]));
    const [count] = units;
    if (units.size !== 1 || count === undefined) throw new RangeError("a group's axes are not of one length");
    return {
      units: count,
      axes: group.map(({ parameter, axis }) => ({
        from: shapes.slice(0, parameter).reduce((sum, shape) => sum + sizeOf(shape), 0),
        size: sizeOf(shapes[parameter] as readonly number[]),
        inner: sizeOf((shapes[parameter] as readonly number[]).slice(axis + 1)),
      })),
    };
  });
}

/** gains[i, j] += ⟨unit i of the first, unit j of the second⟩. */
function addProducts(
  gains: Float64Array,
  units: number,
  { from, size, inner }: Place,
  first: Float32Array,
  second: Float32Array,
): void {
  const block = units * inner;
  for (let start = from; start < from + size; start += block) {
    for (let i = 0; i < units; i++) {
      for (let j = 0; j < units; j++) {
        let sum = 0;
        for (let k = 0; k < inner; k++) {
          sum += (first[start + i * inner + k] as number) * (second[start + j * inner + k] as number);
        }
        gains[i * units + j] = (gains[i * units + j] as number) + sum;
      }
    }
  }
}

function reordered(
  point: Float32Array,
  units: number,
  { from, size, inner }: Place,
  order: Int32Array,
): Float32Array<ArrayBuffer> {
  const moved = Float32Array.from(point);
  const block = units * inner;
  for (let start = from; start < from + size; start += block) {
    for (let unit = 0; unit < units; unit++) {
      const source = start + (order[unit] as number) * inner;
      moved.set(point.subarray(source, source + inner), start + unit * inner);
    }
  }
  return moved;
}
