import * as tf from "@tensorflow/tfjs";
import { type Reduction, reductions } from "../submission/guest/operationNames.ts";
import { named, perLeaf, type TreeMaker, value } from "./treeMaker.ts";
import { sameShapes } from "./treeStructure.ts";
import type { TreeValue } from "./treeValue.ts";

// From many numbers to one: of a leaf, of all leaves, along an axis.

export function reduceLeaves(maker: TreeMaker, reduction: number, tree: TreeValue): TreeValue {
  const name = named(reductions, reduction);
  maker.reserve(tree.structure.leaves.length, tree.structure.leaves.length);
  return perLeaf(maker, tree, (leaf) => reduce(name, leaf));
}

export function reduceAll(maker: TreeMaker, reduction: number, tree: TreeValue): TreeValue {
  const name = named(reductions, reduction);
  if (tree.structure.size === 0) throw new Error(`global ${name}: the tree is empty`);
  return value(
    maker,
    tf.tidy(() => reduce(name, tree.flat())),
  );
}

export function reduceAxis(maker: TreeMaker, reduction: number, tree: TreeValue, axis: number): TreeValue {
  const name = named(reductions, reduction);
  tree.structure.leaves.forEach(({ shape }, i) => {
    if (!Number.isInteger(axis) || axis < -shape.length || axis >= shape.length) {
      throw new Error(`leaf ${i} of shape [${shape}] has no axis ${axis}`);
    }
  });
  maker.reserve(tree.structure.size, tree.structure.leaves.length);
  return perLeaf(maker, tree, (leaf) => reduce(name, leaf, axis));
}

export function dot(maker: TreeMaker, left: TreeValue, right: TreeValue): TreeValue {
  if (!sameShapes(left.structure, right.structure)) throw new Error("dot: the trees have different shapes");
  if (left.structure.size === 0) throw new Error("dot: the trees are empty");
  return value(
    maker,
    tf.tidy(() => tf.sum(tf.mul(left.flat(), right.flat()))),
  );
}

const reduce = (name: Reduction, x: tf.Tensor, axis?: number): tf.Tensor => {
  const keep = axis !== undefined;
  if (name === "norm") return euclideanNorm(x, axis);
  // biome-ignore lint/performance/noDynamicNamespaceImportAccess: tfjs is loaded whole, for its gradients
  return tf[name](x, axis, keep) as tf.Tensor;
};

/** Backends whose numbers are there at once, in this process' memory: reading a few of them waits for nothing. */
const readable: readonly string[] = ["wasm", "cpu"];

/** Squares of numbers in this range neither overflow in a sum of up to 10⁷ nor vanish beside it. */
const [smallest, largest] = [1e-15, 1e15];

/**
 * √Σx² over an axis, which stays with length 1, or over all. Where the squares would overflow or vanish and their root would not, the numbers
 * are divided by the largest of them first; all other sums keep their bits. NaN where an element is.
 */
function euclideanNorm(x: tf.Tensor, axis?: number): tf.Tensor {
  const keep = axis !== undefined;
  if (!readable.includes(tf.getBackend())) return scaledNorm(x, axis, tf.max(tf.abs(x), axis, keep));
  const norm = tf.sqrt(tf.sum(tf.square(x), axis, keep));
  const isDoubtful = (value: number) => value < smallest || value === Number.POSITIVE_INFINITY;
  if (!norm.dataSync().some(isDoubtful)) return norm;
  const most = tf.max(tf.abs(x), axis, keep);
  // Rows of zeros are what is usually small.
  return most.dataSync().some(isExtreme) ? scaledNorm(x, axis, most) : norm;
}

const isExtreme = (most: number): boolean =>
  (most > 0 && most < smallest) || (most > largest && most < Number.POSITIVE_INFINITY);

function scaledNorm(x: tf.Tensor, axis: number | undefined, most: tf.Tensor): tf.Tensor {
  const isHuge = most.greater(largest).logicalAnd(most.less(Number.POSITIVE_INFINITY));
  const isTiny = most.less(smallest).logicalAnd(most.greater(0));
  const scale = tf.where(isHuge.logicalOr(isTiny), most, most.onesLike());
  return tf.mul(scale, tf.sqrt(tf.sum(tf.square(tf.div(x, scale)), axis, axis !== undefined)));
}
