import * as tf from "@tensorflow/tfjs";
import type { TreeFormulas } from "./treeFormulas.ts";
import type { StructureTable, TreeStructure } from "./treeStructure.ts";
import { TreeValue } from "./treeValue.ts";

/** What operations on trees need of the trial: structures, and the refusal of too much memory before it is taken. */
export interface TreeMaker {
  readonly structures: StructureTable;
  reserve(elements: number, leaves?: number): void;
}

/** What element-wise operations need beside: those that wait become formulas. */
export interface FormulaMaker extends TreeMaker {
  readonly formulas: TreeFormulas;
}

/** A tree in its flat form. */
export function flatTree({ reserve }: TreeMaker, structure: TreeStructure, make: () => tf.Tensor): TreeValue {
  if (structure.size === 0) {
    return TreeValue.fromLeaves(
      structure,
      structure.leaves.map((leaf) => tf.zeros([...leaf.shape])),
    );
  }
  reserve(structure.size, structure.leaves.length);
  return TreeValue.fromFlat(structure, tf.tidy(make) as tf.Tensor1D);
}

/** One new leaf per leaf; shapes are taken from what comes out. */
export function perLeaf(
  { structures }: TreeMaker,
  tree: TreeValue,
  make: (leaf: tf.Tensor, i: number) => tf.Tensor,
): TreeValue {
  const leaves: tf.Tensor[] = [];
  try {
    tree.leaves().forEach((leaf, i) => {
      leaves.push(tf.tidy(() => make(leaf, i)));
    });
    const shapes = leaves.map((leaf) => leaf.shape);
    return TreeValue.fromLeaves(structures.reshaped(tree.structure, shapes), leaves);
  } catch (error) {
    // A submission may catch the refusal of a later leaf and try again for ever: the earlier ones must not stay.
    tf.dispose(leaves);
    throw error;
  }
}

/** A tree of one leaf from one tensor, which it takes. */
export function value({ structures }: TreeMaker, tensor: tf.Tensor): TreeValue {
  const structure = structures.intern([{ index: 0, kind: "value", shape: tensor.shape }]);
  return TreeValue.fromLeaves(structure, [tensor]);
}

/** The operation at a place of a list that guest and host share. */
export const named = <Name extends string>(names: readonly Name[], index: number): Name => {
  const name = names[index];
  if (name === undefined) throw new Error(`there is no operation ${index}`);
  return name;
};
