import type { LeafInfo } from "../submission/guest/tree.ts";
import { SubmissionError } from "./submissionError.ts";

/** Kinds and shapes of a tree's leaves, shared by all trees alike. */
export interface TreeStructure {
  /** Place in the table's list: what the guest caches by. */
  readonly id: number;
  readonly leaves: readonly LeafInfo[];
  readonly sizes: readonly number[];
  readonly offsets: readonly number[];
  /** Elements over all leaves. */
  readonly size: number;
}

export const sizeOf = (shape: readonly number[]): number =>
  shape.reduce((product, length) => product * length, 1);

/** One number in one leaf: goes with every leaf of another tree. */
export const isScalar = ({ leaves, size }: TreeStructure): boolean => leaves.length === 1 && size === 1;

/** Whether two trees have the same leaves, whatever their kinds. */
export const sameShapes = (a: TreeStructure, b: TreeStructure): boolean =>
  a === b ||
  (a.leaves.length === b.leaves.length &&
    a.leaves.every((leaf, i) => leaf.shape.join() === b.leaves[i]?.shape.join()));

/** The shape that two shapes broadcast to; null where they do not. */
export const broadcastShape = (a: readonly number[], b: readonly number[]): number[] | null => {
  const rank = Math.max(a.length, b.length);
  const shape: number[] = [];
  for (let i = 0; i < rank; i++) {
    const x = a[a.length - rank + i] ?? 1;
    const y = b[b.length - rank + i] ?? 1;
    if (x !== y && x !== 1 && y !== 1) return null;
    shape.push(Math.max(x, y));
  }
  return shape;
};

/** Interns structures, so that two trees have the same leaves exactly when their structures are the same object. */
export class StructureTable {
  readonly #byKey = new Map<string, TreeStructure>();
  readonly #list: TreeStructure[] = [];
  readonly #mostLeaves: number;
  readonly #mostLeavesTogether: number;
  #leaves = 0;

  /** Structures stay for the whole trial, so their number is bounded too. */
  constructor(mostLeaves = 100_000, mostLeavesTogether = 2_000_000) {
    this.#mostLeaves = mostLeaves;
    this.#mostLeavesTogether = mostLeavesTogether;
  }

  intern(leaves: readonly LeafInfo[]): TreeStructure {
    this.expectLeaves(leaves.length);
    const key = leaves
      .map(({ index, kind, block = "", shape }) => `${index}${kind}${block}:${shape.join(",")}`)
      .join(";");
    const known = this.#byKey.get(key);
    if (known) return known;
    this.#leaves += leaves.length + 1;
    if (this.#leaves > this.#mostLeavesTogether) {
      throw new SubmissionError({
        code: "tensor-memory",
        message: `the trees of this trial have had more than ${this.#mostLeavesTogether} leaves of different kinds and shapes`,
        solution: "Use the same shapes again from step to step.",
      });
    }
    const sizes = leaves.map((leaf) => sizeOf(leaf.shape));
    const offsets: number[] = [];
    let size = 0;
    for (const length of sizes) {
      offsets.push(size);
      size += length;
    }
    const structure: TreeStructure = { id: this.#list.length, leaves, sizes, offsets, size };
    this.#byKey.set(key, structure);
    this.#list.push(structure);
    return structure;
  }

  /** Refuses more leaves than a tree may have. */
  expectLeaves(count: number): void {
    if (count > this.#mostLeaves) {
      throw new Error(`a tree may have ${this.#mostLeaves} leaves, not ${count}`);
    }
  }

  /** The same leaves with other shapes. */
  reshaped(structure: TreeStructure, shapes: readonly (readonly number[])[]): TreeStructure {
    return this.intern(
      structure.leaves.map((leaf, i) => ({ ...leaf, shape: shapes[i] as readonly number[] })),
    );
  }

  at(id: number): TreeStructure | undefined {
    return this.#list[id];
  }

  get count(): number {
    return this.#list.length;
  }
}
