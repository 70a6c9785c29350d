import * as tf from "@tensorflow/tfjs";
import type { TreeMaker } from "./treeMaker.ts";
import type { TreeStructure } from "./treeStructure.ts";
import { TreeValue } from "./treeValue.ts";

const rowsOf = ({ sizes }: TreeStructure, length: number): number[] =>
  sizes.map((size) => Math.ceil(size / length));
const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

/** All elements as one leaf [rows, length]: every leaf begins a row of its own and is filled up with zeros. */
export function toRows({ structures, reserve }: TreeMaker, tree: TreeValue, length: number): TreeValue {
  const { structure } = tree;
  if (!Number.isInteger(length) || length < 1 || length > 2 ** 20) {
    throw new Error(`toRows: ${length} is not a length of rows from 1 to ${2 ** 20}`);
  }
  if (structure.size === 0) throw new Error("toRows: the tree is empty");
  const counts = rowsOf(structure, length);
  const rows = total(counts);
  reserve(2 * rows * length, 1);
  const tensor = tf.tidy(() => {
    const padded = tree.leaves().map((leaf, i) => {
      const missing = (counts[i] as number) * length - leaf.size;
      const flat = tf.reshape(leaf, [leaf.size]) as tf.Tensor1D;
      return missing === 0 ? flat : tf.pad1d(flat, [0, missing]);
    });
    return tf.reshape(padded.length === 1 ? (padded[0] as tf.Tensor) : tf.concat(padded), [rows, length]);
  });
  const whole = structures.intern([{ index: 0, kind: "value", shape: [rows, length] }]);
  return TreeValue.fromLeaves(whole, [tensor]);
}

/** The inverse of `toRows`: leaves shaped like `like`, without what was filled up. */
export function fromRows({ reserve }: TreeMaker, tree: TreeValue, like: TreeValue): TreeValue {
  const { structure } = like;
  const [rows = 0, length = 0] = tree.structure.leaves[0]?.shape ?? [];
  const counts = length > 0 ? rowsOf(structure, length) : [];
  if (tree.structure.leaves.length !== 1 || tree.structure.size !== rows * length || total(counts) !== rows) {
    throw new Error(`fromRows: [${tree.structure.leaves[0]?.shape}] is not what toRows makes of such a tree`);
  }
  reserve(2 * structure.size, structure.leaves.length);
  let row = 0;
  const leaves = structure.leaves.map(({ shape }, i) => {
    const from = row * length;
    row += counts[i] as number;
    return tf.tidy(() =>
      tf.reshape(tf.slice(tree.flat(), [from], [structure.sizes[i] as number]), [...shape]),
    );
  });
  return TreeValue.fromLeaves(structure, leaves);
}

const table = (name: string, tree: TreeValue): number => {
  const { leaves, size } = tree.structure;
  if (leaves.length !== 1 || size < 1 || size > 2 ** 16) {
    throw new Error(`${name}: the table needs to be one leaf of 1 to ${2 ** 16} numbers`);
  }
  return size;
};

/** How many of the bounds are ≤ x, by bisection of all elements at once: for backends without the kernel. */
function bisect(x: tf.Tensor1D, bounds: tf.Tensor1D): tf.Tensor {
  const levels = 32 - Math.clz32(bounds.size);
  // Past the end there is nothing to be above of: Infinity itself is caught by the minimum below.
  const padded = tf.pad1d(bounds, [0, (1 << levels) - 1 - bounds.size], Infinity);
  let bucket: tf.Tensor = tf.zerosLike(x);
  for (let step = 1 << (levels - 1); step >= 1; step /= 2) {
    const bound = tf.gather(padded, tf.cast(tf.add(bucket, step - 1), "int32"));
    bucket = tf.add(bucket, tf.mul(tf.cast(tf.greaterEqual(x, bound), "float32"), step));
  }
  return tf.minimum(bucket, bounds.size);
}

/** For every element x how many of the ascending `bounds` are ≤ x; 0 for NaN. */
export function bucketOf({ reserve }: TreeMaker, tree: TreeValue, bounds: TreeValue): TreeValue {
  const count = table("bucketOf", bounds);
  const { structure } = tree;
  reserve(4 * structure.size, structure.leaves.length);
  const flat = tf.tidy(() => {
    const x = tree.flat();
    const sorted = tf.reshape(bounds.flat(), [count]) as tf.Tensor1D;
    if (!tf.getKernel("SearchSorted", tf.getBackend())) return bisect(x, sorted) as tf.Tensor1D;
    // tfjs gives [1, size].
    return tf.reshape(tf.cast(tf.searchSorted(sorted, x, "right"), "float32"), [
      structure.size,
    ]) as tf.Tensor1D;
  });
  return TreeValue.fromFlat(structure, flat);
}

/** For every element its place's entry in `values`; places are rounded down and limited to the table, NaN counts as 0. */
export function lookUp({ reserve }: TreeMaker, tree: TreeValue, values: TreeValue): TreeValue {
  const count = table("lookUp", values);
  const { structure } = tree;
  reserve(3 * structure.size, structure.leaves.length);
  const flat = tf.tidy(() => {
    const x = tree.flat();
    // The comparison leaves out NaN too; a cast rounds towards 0, which is down for what is left.
    const place = tf.cast(tf.minimum(tf.where(tf.greater(x, 0), x, tf.zerosLike(x)), count - 1), "int32");
    return tf.gather(tf.reshape(values.flat(), [count]), place) as tf.Tensor1D;
  });
  return TreeValue.fromFlat(structure, flat);
}
