import * as tf from "@tensorflow/tfjs";
import { flattenLeaves } from "./arenaKernels.ts";
import { flatTree, perLeaf, type TreeMaker, value } from "./treeMaker.ts";
import { sizeOf, type TreeStructure } from "./treeStructure.ts";
import { TreeValue } from "./treeValue.ts";

// Leaves chosen, cut, put together and made. Where a leaf is kept beyond its tree, it is in memory of its own.

export function slice(
  maker: TreeMaker,
  tree: TreeValue,
  begin: readonly number[],
  size: readonly number[],
): TreeValue {
  oneLeaf(tree, "slice");
  const shape = tree.structure.leaves[0]?.shape ?? [];
  // tfjs checks only that begin + size stays inside: a negative begin would show what the memory held before.
  const lengths = shape.map((length, axis) => {
    const from = begin[axis] ?? Number.NaN;
    const taken = size[axis] === -1 ? length - from : (size[axis] ?? Number.NaN);
    return from >= 0 && taken >= 1 && from + taken <= length ? taken : null;
  });
  if (begin.length !== shape.length || size.length !== shape.length || lengths.includes(null)) {
    throw new Error(`slice: [${size}] elements from [${begin}] on are not all inside the shape [${shape}]`);
  }
  maker.reserve(tree.structure.size, 1);
  return perLeaf(maker, tree, (leaf) => tf.slice(leaf, [...begin], lengths as number[]));
}

export function concat(maker: TreeMaker, trees: readonly TreeValue[], axis: number): TreeValue {
  const [first] = trees;
  if (!first) throw new Error("concat: there is nothing to put together");
  for (const tree of trees) oneLeaf(tree, "concat");
  maker.reserve(
    trees.reduce((sum, tree) => sum + tree.structure.size, 0),
    1,
  );
  const leaves = trees.map((tree) => tree.leaves()[0] as tf.Tensor);
  return value(
    maker,
    tf.tidy(() => tf.concat(leaves, axis)),
  );
}

function oneLeaf(tree: TreeValue, what: string): void {
  if (tree.structure.leaves.length !== 1) throw new Error(`${what}: needs a tree of one leaf`);
}

export function select(maker: TreeMaker, tree: TreeValue, places: readonly number[]): TreeValue {
  const { leaves } = tree.structure;
  const chosen = places.map((place) => {
    const info = leaves[place];
    if (!info) throw new Error(`the tree has ${leaves.length} leaves, there is no leaf ${place}`);
    return info;
  });
  const structure = maker.structures.intern(chosen);
  maker.reserve(structure.size, chosen.length);
  const all = tree.leaves();
  return gathered(
    structure,
    places.map((place) => all[place] as tf.Tensor),
  );
}

/** All leaves of several trees; `byPlace` puts them in the order of the parameters they stem from. */
export function join(maker: TreeMaker, trees: readonly TreeValue[], byPlace: boolean): TreeValue {
  maker.structures.expectLeaves(trees.reduce((sum, tree) => sum + tree.structure.leaves.length, 0));
  const parts = trees.flatMap((tree) => {
    const leaves = tree.leaves();
    return tree.structure.leaves.map((info, i) => ({ info, leaf: leaves[i] as tf.Tensor }));
  });
  if (byPlace) {
    parts.sort((a, b) => a.info.index - b.info.index);
    const twice = parts.find(({ info }, i) => i > 0 && parts[i - 1]?.info.index === info.index);
    if (twice) throw new Error(`merge: leaf ${twice.info.index} is in more than one of the trees`);
  }
  const structure = maker.structures.intern(parts.map(({ info }) => info));
  maker.reserve(structure.size, parts.length);
  return gathered(
    structure,
    parts.map(({ leaf }) => leaf),
  );
}

/**
 * A tree of leaves of other trees. Where leaves may be views they are copied into memory of their own: a small leaf would
 * hold on to all of a large tree that nobody counts any more.
 */
function gathered(structure: TreeStructure, leaves: readonly tf.Tensor[]): TreeValue {
  const flat = flattenLeaves(leaves);
  if (flat !== null) return TreeValue.fromFlat(structure, flat);
  return TreeValue.fromLeaves(
    structure,
    leaves.map((leaf) => leaf.clone()),
  );
}

export function fill(maker: TreeMaker, tree: TreeValue, number: number): TreeValue {
  return flatTree(maker, tree.structure, () => tf.fill([tree.structure.size], number, "float32"));
}

/** One number in one leaf. */
export function scalar(maker: TreeMaker, number: number): TreeValue {
  return value(maker, tf.scalar(number, "float32"));
}

/** A tree of these elements, in order. */
export function ofNumbers(_maker: TreeMaker, structure: TreeStructure, numbers: Float32Array): TreeValue {
  return TreeValue.fromFlat(structure, tf.tensor1d(numbers, "float32"));
}

export function constant(maker: TreeMaker, values: Float32Array, shape: readonly number[]): TreeValue {
  if (shape.some((length) => !Number.isInteger(length) || length < 1) || sizeOf(shape) !== values.length) {
    throw new Error(`constant: ${values.length} values do not fill the shape [${shape}]`);
  }
  maker.reserve(values.length, 1);
  return value(maker, tf.tensor(values, [...shape], "float32"));
}
