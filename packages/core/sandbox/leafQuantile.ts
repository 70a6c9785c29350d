import * as tf from "@tensorflow/tfjs";
import { sortable, type TreeMaker } from "./orderOperations.ts";
import { TreeValue } from "./treeValue.ts";

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
