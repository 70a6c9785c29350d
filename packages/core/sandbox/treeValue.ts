import { concat, keep, reshape, slice, type Tensor, type Tensor1D, tensor1d, tidy } from "@tensorflow/tfjs";
import type { TreeStructure } from "./treeStructure.ts";

/** A tensor that no enclosing `tidy` frees: the other form of a tree may be made in the middle of an operation. */
const outlivingTidy = <Made extends Tensor>(make: () => Made): Made => keep(tidy(make));

/**
 * A tree on the device: one flat tensor of all leaves, the leaves themselves, or both. Each form is made from the other when
 * it is first asked for. Element-wise operations use the flat form: one kernel, however many leaves.
 */
export class TreeValue {
  readonly structure: TreeStructure;
  #flat: Tensor1D | null;
  #leaves: readonly Tensor[] | null;

  private constructor(structure: TreeStructure, flat: Tensor1D | null, leaves: readonly Tensor[] | null) {
    this.structure = structure;
    this.#flat = flat;
    this.#leaves = leaves;
  }

  /** Takes ownership of a tensor of shape [structure.size]. */
  static fromFlat(structure: TreeStructure, flat: Tensor1D): TreeValue {
    return new TreeValue(structure, flat, null);
  }

  /** Takes ownership of one tensor per leaf. */
  static fromLeaves(structure: TreeStructure, leaves: readonly Tensor[]): TreeValue {
    return new TreeValue(structure, null, leaves);
  }

  /** All elements in order, shape [size]. Owned by the tree. */
  flat(): Tensor1D {
    this.#flat ??= outlivingTidy(() => {
      const leaves = this.#leaves ?? [];
      const rows = leaves.map((leaf) => reshape(leaf, [leaf.size]) as Tensor1D);
      if (rows.length === 0) return tensor1d([], "float32");
      return rows.length === 1 ? (rows[0] as Tensor1D).clone() : (concat(rows) as Tensor1D);
    });
    return this.#flat;
  }

  /** One tensor per leaf, in its shape. Owned by the tree. */
  leaves(): readonly Tensor[] {
    this.#leaves ??= this.structure.leaves.map((leaf, i) =>
      outlivingTidy(() => {
        const { offsets, sizes, size } = this.structure;
        const flat = this.#flat as Tensor1D;
        const part = sizes[i] === size ? flat : slice(flat, [offsets[i] as number], [sizes[i] as number]);
        return reshape(part, [...leaf.shape]);
      }),
    );
    return this.#leaves;
  }

  /** Bytes of device memory held, both forms counted. */
  get bytes(): number {
    const one = 4 * this.structure.size;
    return (this.#flat ? one : 0) + (this.#leaves ? one : 0);
  }

  dispose(): void {
    this.#flat?.dispose();
    for (const leaf of this.#leaves ?? []) leaf.dispose();
    this.#flat = null;
    this.#leaves = null;
  }
}
