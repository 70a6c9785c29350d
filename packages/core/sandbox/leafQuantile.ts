import * as tf from "@tensorflow/tfjs";
import type { TreeMaker } from "./orderOperations.ts";
import { TreeValue } from "./treeValue.ts";

/** The largest `count` of a vector, descending. */
const top = (x: tf.Tensor, count: number): tf.Tensor => tf.topk(x, count).values;

const at = (x: tf.Tensor, place: number): tf.Tensor => tf.reshape(tf.slice(x, [place], [1]), []);

/**
 * The q-quantile of every leaf, one scalar each, linear between the order statistics at q(n − 1) (Hyndman & Fan's type 7, as NumPy and
 * PyTorch have it). A leaf with a NaN has some quantile.
 */
export function leafQuantile({ structures, reserve }: TreeMaker, tree: TreeValue, q: number): TreeValue {
  if (!(q >= 0 && q <= 1)) throw new Error(`leafQuantile: ${q} is not between 0 and 1`);
  const { structure } = tree;
  const empty = structure.sizes.indexOf(0);
  if (empty >= 0) throw new Error(`leafQuantile: leaf ${empty} has no elements`);
  reserve(3 * structure.size, structure.leaves.length);
  const scalars = tree.leaves().map((leaf) =>
    tf.tidy(() => {
      const n = leaf.size;
      const place = q * (n - 1);
      const low = Math.floor(place);
      const x = tf.reshape(leaf, [n]);
      // From the nearer end: most of a leaf need not be put in order.
      if (low >= n / 2) {
        const largest = top(x, n - low);
        const below = at(largest, n - 1 - low);
        if (place === low) return below;
        return tf.add(below, tf.mul(tf.sub(at(largest, n - 2 - low), below), place - low));
      }
      const smallest = tf.neg(top(tf.neg(x), Math.ceil(place) + 1));
      const below = at(smallest, low);
      if (place === low) return below;
      return tf.add(below, tf.mul(tf.sub(at(smallest, low + 1), below), place - low));
    }),
  );
  const shapes = structure.leaves.map(() => []);
  return TreeValue.fromLeaves(structures.reshaped(structure, shapes), scalars);
}
