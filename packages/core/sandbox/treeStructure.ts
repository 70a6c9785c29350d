import type { LeafInfo } from "../submission/guest/tree.ts";

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

/** Interns structures, so that two trees have the same leaves exactly when their structures are the same object. */
export class StructureTable {
  readonly #byKey = new Map<string, TreeStructure>();
  readonly #list: TreeStructure[] = [];

  intern(leaves: readonly LeafInfo[]): TreeStructure {
    const key = leaves.map((leaf) => `${leaf.index}${leaf.kind}${leaf.shape.join(",")}`).join(";");
    const known = this.#byKey.get(key);
    if (known) return known;
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
