import * as tf from "@tensorflow/tfjs";
import { perLeaf, type TreeMaker } from "./treeMaker.ts";
import { sizeOf } from "./treeStructure.ts";
import { TreeValue } from "./treeValue.ts";

/** All leaves in one shape. */
export function reshape(maker: TreeMaker, tree: TreeValue, shape: readonly number[]): TreeValue {
  maker.reserve(tree.structure.size, tree.structure.leaves.length);
  return perLeaf(maker, tree, (leaf) => tf.reshape(leaf, [...shape]));
}

/** Every leaf in a shape of its own, given as JSON: a list of lists of lengths. Kinds and places become those of `like`. */
export function reshapeLeaves(
  { structures, reserve }: TreeMaker,
  tree: TreeValue,
  like: TreeValue,
  json: string,
): TreeValue {
  const shapes: unknown = JSON.parse(json);
  const { structure } = tree;
  const isShape = (shape: unknown): shape is number[] =>
    Array.isArray(shape) &&
    shape.length <= 8 &&
    shape.every((length) => Number.isInteger(length) && length > 0);
  if (!Array.isArray(shapes) || shapes.length !== structure.leaves.length || !shapes.every(isShape)) {
    throw new Error(`reshapeLeaves: expected ${structure.leaves.length} lists of at most 8 lengths`);
  }
  shapes.forEach((shape, i) => {
    if (sizeOf(shape) === structure.sizes[i]) return;
    throw new Error(
      `reshapeLeaves: leaf ${i} of shape [${structure.leaves[i]?.shape}] does not fill [${shape}]`,
    );
  });
  if (like.structure.leaves.length !== shapes.length) {
    throw new Error("reshapeLeaves: the trees have different numbers of leaves");
  }
  reserve(structure.size, structure.leaves.length);
  const reshaped = structures.reshaped(like.structure, shapes);
  // The elements stay as they lie: the flat form is that of both.
  return TreeValue.fromFlat(reshaped, tree.flat().clone());
}

/** The same leaves, each at the place where it stands in this tree. */
export function renumberLeaves({ structures, reserve }: TreeMaker, tree: TreeValue): TreeValue {
  const { structure } = tree;
  reserve(structure.size, structure.leaves.length);
  const renumbered = structures.intern(structure.leaves.map((leaf, index) => ({ ...leaf, index })));
  return TreeValue.fromFlat(renumbered, tree.flat().clone());
}

/** Every leaf, a matrix, with zeros below its diagonal. */
export function upperTriangle({ structures, reserve }: TreeMaker, tree: TreeValue): TreeValue {
  const { structure } = tree;
  structure.leaves.forEach(({ shape }, i) => {
    if (shape.length !== 2) throw new Error(`upperTriangle: leaf ${i} of shape [${shape}] is not a matrix`);
  });
  reserve(2 * structure.size, structure.leaves.length);
  const leaves = tree.leaves().map((leaf) =>
    tf.tidy(() => {
      const [rows, columns] = leaf.shape as [number, number];
      const row = tf.reshape(tf.range(0, rows, 1, "int32"), [rows, 1]);
      const column = tf.reshape(tf.range(0, columns, 1, "int32"), [1, columns]);
      return tf.where(tf.lessEqual(row, column), leaf, tf.zerosLike(leaf));
    }),
  );
  return TreeValue.fromLeaves(structures.intern(structure.leaves), leaves);
}

/** A tree of one scalar for each leaf of `like`. */
export function leafScalars(
  { structures, reserve }: TreeMaker,
  like: TreeValue,
  values: Float32Array,
): TreeValue {
  const { leaves } = like.structure;
  if (values.length !== leaves.length) {
    throw new Error(`leafScalars: ${values.length} numbers for ${leaves.length} leaves`);
  }
  reserve(values.length, values.length);
  const structure = structures.reshaped(
    like.structure,
    leaves.map(() => []),
  );
  return TreeValue.fromFlat(structure, tf.tensor1d(values, "float32"));
}
