import {
  concat,
  keep,
  reshape,
  slice,
  type Tensor,
  type Tensor1D,
  tensor,
  tensor1d,
  tidy,
} from "@tensorflow/tfjs";
import { flattenLeaves, leafViews } from "./arenaKernels.ts";
import type { TreeFormula } from "./treeFormulas.ts";
import type { TreeStructure } from "./treeStructure.ts";

/** Tensors that no enclosing `tidy` frees: the other form of a tree may be made in the middle of an operation. */
const outlivingTidy = <Made extends Tensor | Tensor[]>(make: () => Made): Made => {
  const made = tidy(make);
  for (const tensor of Array.isArray(made) ? made : [made]) keep(tensor);
  return made;
};

/**
 * A tree on the device: one flat tensor of all leaves, the leaves themselves, or both. Each form is made from the other when
 * it is first asked for. Element-wise operations use the flat form: one kernel, however many leaves. Where the backend has
 * views, the flat tensor is the tree's only memory once it is there: leaves are views of it. Or there is neither yet, but a formula: the flat
 * form is computed when one is asked for.
 */
export class TreeValue {
  readonly structure: TreeStructure;
  #flat: Tensor1D | null;
  #leaves: readonly Tensor[] | null;
  #formula: TreeFormula | null = null;
  /** Whether its leaves pass for apart, although they are not: reference time counts that they are put together. */
  #passesForApart = false;

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

  /** As `fromLeaves`, of leaves that lie one after the other in a tensor of shape [structure.size] already. */
  static fromJoined(structure: TreeStructure, flat: Tensor1D): TreeValue {
    const tree = new TreeValue(structure, flat, null);
    tree.#passesForApart = true;
    return tree;
  }

  static fromFormula(structure: TreeStructure, formula: TreeFormula): TreeValue {
    const tree = new TreeValue(structure, null, null);
    tree.#formula = formula;
    return tree;
  }

  /** What the elements are computed by; null once they are there. */
  get formula(): TreeFormula | null {
    return this.#formula;
  }

  /** Takes ownership of what the formula came to, a kept tensor of shape [structure.size]. */
  settle(flat: Tensor1D): void {
    this.#flat = flat;
    this.#formula = null;
  }

  /** Whether `flat` counts nothing: the elements lie in order already. */
  get isFlat(): boolean {
    if (this.structure.leaves.length <= 1) return true;
    return !this.#passesForApart && (this.#flat !== null || this.#formula !== null);
  }

  /** All elements in order, shape [size]. Owned by the tree. Leaves that were asked for before may be freed by it. */
  flat(): Tensor1D {
    this.#formula?.compute(this);
    this.#passesForApart = false;
    if (this.#flat !== null) return this.#flat;
    const leaves = this.#leaves ?? [];
    const joined = leaves.length > 1 ? flattenLeaves(leaves) : null;
    if (joined === null) {
      this.#flat = outlivingTidy(() => concatenated(leaves));
      return this.#flat;
    }
    // From now on they are views of the new tensor, made when they are asked for: the numbers are held once.
    this.#disposeLeaves();
    this.#flat = keep(joined);
    return joined;
  }

  /** One tensor per leaf, in its shape. Owned by the tree; ask again after any use of the flat form. */
  leaves(): readonly Tensor[] {
    this.#formula?.compute(this);
    this.#leaves ??= outlivingTidy(() => {
      const flat = this.#flat as Tensor1D;
      const shapes = this.structure.leaves.map((leaf) => leaf.shape);
      return leafViews(flat, shapes) ?? this.#cutLeaves(flat);
    });
    return this.#leaves;
  }

  #cutLeaves(flat: Tensor1D): Tensor[] {
    const { leaves, offsets, sizes, size } = this.structure;
    return leaves.map((leaf, i) => {
      const part = sizes[i] === size ? flat : slice(flat, [offsets[i] as number], [sizes[i] as number]);
      return reshape(part, [...leaf.shape]);
    });
  }

  #disposeLeaves(): void {
    for (const leaf of this.#leaves ?? []) leaf.dispose();
    this.#leaves = null;
  }

  /** A copy of all elements in order, and in which form they are held: to be made again by `fromSaved`. Changes neither. */
  async save(): Promise<{ readonly flat: boolean; readonly numbers: Float32Array }> {
    const numbers = new Float32Array(this.structure.size);
    const parts = this.#flat === null ? (this.#leaves ?? []) : [this.#flat];
    let from = 0;
    for (const part of parts) {
      const values = (await part.data()) as Float32Array;
      numbers.set(values, from);
      from += values.length;
    }
    return { flat: this.#flat !== null && !this.#passesForApart, numbers };
  }

  static fromSaved(structure: TreeStructure, flat: boolean, numbers: Float32Array): TreeValue {
    if (numbers.length !== structure.size) throw new RangeError("a tree's numbers do not fit its leaves");
    if (flat) return TreeValue.fromFlat(structure, tensor1d(numbers, "float32"));
    const { leaves, offsets, sizes } = structure;
    return TreeValue.fromLeaves(
      structure,
      leaves.map(({ shape }, at) => {
        const from = offsets[at] as number;
        return tensor(numbers.slice(from, from + (sizes[at] as number)), [...shape], "float32");
      }),
    );
  }

  dispose(): void {
    this.#formula = null;
    this.#flat?.dispose();
    this.#flat = null;
    this.#disposeLeaves();
  }
}

/** A new tensor of all elements, one leaf after the other. */
export function joinLeaves(leaves: readonly Tensor[]): Tensor1D {
  const joined = leaves.length > 1 ? flattenLeaves(leaves) : null;
  return joined ?? tidy(() => concatenated(leaves));
}

function concatenated(leaves: readonly Tensor[]): Tensor1D {
  const rows = leaves.map((leaf) => reshape(leaf, [leaf.size]) as Tensor1D);
  if (rows.length === 0) return tensor1d([], "float32");
  return rows.length === 1 ? (rows[0] as Tensor1D).clone() : (concat(rows) as Tensor1D);
}

/** Refuses a tree that does not have the expected leaves. */
export function expectStructure(tree: TreeValue, expected: TreeStructure, what: string): void {
  if (tree.structure === expected) return;
  const { leaves } = tree.structure;
  if (leaves.length !== expected.leaves.length) {
    throw new Error(`${what} must have ${expected.leaves.length} leaves, not ${leaves.length}`);
  }
  const wrong = leaves.findIndex((leaf, i) => leaf.shape.join() !== expected.leaves[i]?.shape.join());
  if (wrong >= 0) {
    throw new Error(
      `${what}: leaf ${wrong} must have shape [${expected.leaves[wrong]?.shape}], not [${leaves[wrong]?.shape}]`,
    );
  }
}
