import * as tf from "@tensorflow/tfjs";
import type { StructureTable } from "./treeStructure.ts";
import { TreeValue } from "./treeValue.ts";

/** What operations outside `TreeOperations` need of the trial: structures, and the refusal of too much memory. */
export interface TreeMaker {
  readonly structures: StructureTable;
  reserve(elements: number, leaves?: number): void;
}

/** Longest leaf whose order is given as a matrix. */
const longestOrder = 2048;

const largestNumber = 3.4028234663852886e38;

/** What can be put in order: kernels subtract equal elements, which makes NaN of infinities. These count as the largest number, NaN as −∞. */
export const sortable = (x: tf.Tensor): tf.Tensor =>
  tf.where(tf.isNaN(x), tf.fill(x.shape, -largestNumber), tf.clipByValue(x, -largestNumber, largestNumber));

/**
 * 1 at the `count` largest elements along the last axis (the first of equal ones), else 0; all where there are no more than that. NaN counts as
 * −∞.
 */
export function largest({ structures, reserve }: TreeMaker, tree: TreeValue, count: number): TreeValue {
  if (!Number.isInteger(count) || count < 1) throw new Error(`largest: ${count} is not a count of elements`);
  const { structure } = tree;
  // Indices and their places beside the result.
  reserve(3 * structure.size, structure.leaves.length);
  const leaves = tree.leaves().map((leaf) =>
    tf.tidy(() => {
      const length = leaf.shape.at(-1) ?? 1;
      if (count >= length) return tf.onesLike(leaf);
      const rows = leaf.size / length;
      const { indices } = tf.topk(sortable(tf.reshape(leaf, [rows, length])), count);
      const starts = tf.mul(tf.range(0, rows, 1, "int32"), tf.scalar(length, "int32"));
      const places = tf.add(indices, tf.reshape(starts, [rows, 1]));
      const mask = tf.scatterND(tf.reshape(places, [rows * count, 1]), tf.ones([rows * count]), [leaf.size]);
      return tf.reshape(mask, leaf.shape);
    }),
  );
  return TreeValue.fromLeaves(structures.intern(structure.leaves), leaves);
}

/**
 * For each leaf of n elements the permutation matrix P [n, n] that puts them in descending order: for a row vector, x · P is sorted.
 * Equal elements stay in their order; NaN counts as −∞.
 */
export function descendingOrder({ structures, reserve }: TreeMaker, tree: TreeValue): TreeValue {
  const { structure } = tree;
  const wrong = structure.sizes.find((size) => size > longestOrder);
  if (wrong !== undefined) {
    throw new Error(`descendingOrder: a leaf may have ${longestOrder} elements, not ${wrong}`);
  }
  reserve(
    structure.sizes.reduce((sum, size) => sum + 2 * size * size, 0),
    structure.sizes.length,
  );
  const leaves = tree.leaves().map((leaf) =>
    tf.tidy(() => {
      if (leaf.size === 1) return tf.ones([1, 1]);
      const { indices } = tf.topk(sortable(tf.reshape(leaf, [leaf.size])), leaf.size);
      return tf.transpose(tf.cast(tf.oneHot(tf.cast(indices, "int32"), leaf.size), "float32"));
    }),
  );
  const shapes = leaves.map(({ shape }) => shape);
  return TreeValue.fromLeaves(structures.reshaped(structure, shapes), leaves);
}
