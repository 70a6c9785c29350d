import * as tf from "@tensorflow/tfjs";
import type { TreeMaker } from "./treeMaker.ts";
import { TreeValue } from "./treeValue.ts";

/** Longest leaf whose order is given as a matrix. */
const longestOrder = 2048;

const largestNumber = 3.4028234663852886e38;

/** What can be put in order: kernels subtract equal elements, which makes NaN of infinities. These count as the largest number, NaN as −∞. */
const sortable = (x: tf.Tensor): tf.Tensor =>
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

/** The element of x at that place of an order. */
const at = (x: tf.Tensor, order: tf.Tensor, place: number): tf.Tensor =>
  tf.reshape(tf.gather(x, tf.slice(order, [place], [1])), []);

/** below + part · (above − below); where that is not finite, as beside ±∞ and where the distance overflows, each in its own product. */
const between = (below: tf.Tensor, above: tf.Tensor, part: number): tf.Tensor => {
  const line = tf.add(below, tf.mul(tf.sub(above, below), part));
  const products = tf.add(tf.mul(below, 1 - part), tf.mul(above, part));
  return tf.where(tf.isFinite(line), line, products);
};

/**
 * The q-quantile of every leaf, one scalar each, linear between the order statistics at q(n − 1) (Hyndman & Fan's type 7, as NumPy and
 * PyTorch have it). NaN for a leaf with a NaN, wherever it stands.
 */
export function leafQuantile({ structures, reserve }: TreeMaker, tree: TreeValue, q: number): TreeValue {
  if (!(q >= 0 && q <= 1)) throw new Error(`leafQuantile: ${q} is not between 0 and 1`);
  const { structure } = tree;
  const empty = structure.sizes.indexOf(0);
  if (empty >= 0) throw new Error(`leafQuantile: leaf ${empty} has no elements`);
  reserve(3 * structure.size, structure.leaves.length);
  const scalars = tree.leaves().map((leaf) =>
    tf.tidy(() => {
      const x = tf.reshape(leaf, [leaf.size]);
      const largest = tf.max(x);
      return tf.where(tf.isNaN(largest), largest, orderStatistic(x, q));
    }),
  );
  const shapes = structure.leaves.map(() => []);
  return TreeValue.fromLeaves(structures.reshaped(structure, shapes), scalars);
}

function orderStatistic(x: tf.Tensor, q: number): tf.Tensor {
  const place = q * (x.size - 1);
  const low = Math.floor(place);
  const numbers = sortable(x);
  // From the nearer end: most of a leaf need not be put in order.
  if (low >= x.size / 2) {
    const descending = tf.topk(numbers, x.size - low).indices;
    const below = at(x, descending, x.size - 1 - low);
    return place === low ? below : between(below, at(x, descending, x.size - 2 - low), place - low);
  }
  const ascending = tf.topk(tf.neg(numbers), Math.ceil(place) + 1).indices;
  const below = at(x, ascending, low);
  return place === low ? below : between(below, at(x, ascending, low + 1), place - low);
}
