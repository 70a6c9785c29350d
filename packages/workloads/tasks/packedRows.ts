import { type Tensor1D, type Tensor2D, tensor1d, tensor2d } from "@tensorflow/tfjs";
import { paddingId } from "../text/subwords.ts";
import type { TranslationSplit } from "./translationData.ts";

/** Rows of sentences one after another, `count` × `length` ids each; what they mean is told by `PackedTensors`. */
export interface PackedRows {
  readonly count: number;
  readonly length: number;
  readonly arrays: Readonly<Record<PackedName, Int32Array>>;
  /** Targets of each row. */
  readonly weights: Float32Array;
}

const packedNames = [
  "sources",
  "sourcePositions",
  "sourceSegments",
  "inputs",
  "targets",
  "targetPositions",
  "targetSegments",
] as const;
type PackedName = (typeof packedNames)[number];

/** Lays the sentences of every row one after another. A target is predicted from those before it in its own sentence. */
export function packedRows(
  { sources, targets }: TranslationSplit,
  rows: readonly (readonly number[])[],
  length: number,
): PackedRows {
  const empty = () => new Int32Array(rows.length * length);
  const arrays = Object.fromEntries(packedNames.map((name) => [name, empty()])) as Record<
    PackedName,
    Int32Array
  >;
  arrays.targetSegments.fill(-1);
  const weights = new Float32Array(rows.length);
  for (const [row, members] of rows.entries()) {
    let source = row * length;
    let target = row * length;
    for (const [at, member] of members.entries()) {
      const segment = at + 1;
      for (const [position, id] of (sources[member] as Uint16Array).entries()) {
        arrays.sources[source] = id;
        arrays.sourcePositions[source] = position;
        arrays.sourceSegments[source++] = segment;
      }
      let before = paddingId;
      for (const [position, id] of (targets[member] as Uint16Array).entries()) {
        arrays.inputs[target] = before;
        arrays.targets[target] = id;
        arrays.targetPositions[target] = position;
        arrays.targetSegments[target++] = segment;
        before = id;
      }
    }
    if (Math.max(source, target) > (row + 1) * length)
      throw new RangeError(`row ${row} is longer than ${length}`);
    weights[row] = target - row * length;
  }
  return { count: rows.length, length, arrays, weights };
}

/** A type, not an interface: a batch is a record of tensors. */
export type PackedBatch = { readonly [Name in PackedName]: Tensor2D } & { readonly weights: Tensor1D };

/** Some of the rows, as tensors. */
export function takeRows({ length, arrays, weights }: PackedRows, indices: Int32Array): PackedBatch {
  const take = (values: Int32Array) => {
    const taken = new Int32Array(indices.length * length);
    for (const [to, from] of indices.entries()) {
      taken.set(values.subarray(from * length, (from + 1) * length), to * length);
    }
    return tensor2d(taken, [indices.length, length], "int32");
  };
  const tensors = Object.fromEntries(packedNames.map((name) => [name, take(arrays[name])]));
  return {
    ...(tensors as Record<PackedName, Tensor2D>),
    weights: tensor1d(Float32Array.from(indices, (index) => weights[index] as number)),
  };
}
