import { checked, host } from "../host.ts";
import { handleOf, type LeafInfo, type Scalar, type Tree, treeOf } from "../tree.ts";

/** The i-th leaf as a tree of its own. */
export const leaf = (tree: Tree, index: number): Tree =>
  treeOf(host.selectLeaves(handleOf(tree), JSON.stringify([index])));

/** Every leaf as a tree of its own. */
export const leavesOf = (tree: Tree): Tree[] => tree.leaves.map((_, index) => leaf(tree, index));

/** One tree of the leaves of several, in the order given. */
export const fromLeaves = (trees: readonly Tree[]): Tree =>
  treeOf(host.joinLeaves(JSON.stringify(trees.map(handleOf)), 0));

/** Leaves for which `predicate` holds, and the rest. Either may be empty; `merge` puts them together again. */
export function partition(
  tree: Tree,
  predicate: (leaf: LeafInfo) => boolean,
): { readonly selected: Tree; readonly rest: Tree } {
  const selected: number[] = [];
  const rest: number[] = [];
  tree.leaves.forEach((info, place) => {
    (predicate(info) ? selected : rest).push(place);
  });
  const handle = handleOf(tree);
  return {
    selected: treeOf(host.selectLeaves(handle, JSON.stringify(selected))),
    rest: treeOf(host.selectLeaves(handle, JSON.stringify(rest))),
  };
}

/** The inverse of `partition`: leaves of all trees in the order of the parameters. */
export const merge = (...trees: readonly Tree[]): Tree =>
  treeOf(host.joinLeaves(JSON.stringify(trees.map(handleOf)), 1));

/** A new tree whose i-th leaf is `map` of the i-th leaf (as a one-leaf tree). */
export const mapLeaves = (tree: Tree, map: (leaf: Tree, info: LeafInfo) => Tree): Tree =>
  fromLeaves(tree.leaves.map((info, index) => map(leaf(tree, index), info)));

/** Same shapes, every element `value`. */
export const fullLike = (tree: Tree, value: number): Tree => treeOf(host.fill(handleOf(tree), value));
export const zerosLike = (tree: Tree): Tree => fullLike(tree, 0);
export const onesLike = (tree: Tree): Tree => fullLike(tree, 1);

/** A number on the device. */
export const scalar = (value: number): Scalar => treeOf(host.scalar(value));

/** A one-leaf tree of given values (row-major). */
export function constant(values: readonly number[] | Float32Array, shape: readonly number[]): Tree {
  // A constructor, because `from` iterates: 270 times slower in QuickJS.
  const copy = new Float32Array(values);
  return treeOf(host.constant(copy.buffer as ArrayBuffer, JSON.stringify(shape)));
}

/** Every leaf in the same new shape; one length may be −1. */
export const reshape = (tree: Tree, shape: readonly number[]): Tree =>
  treeOf(host.reshape(handleOf(tree), JSON.stringify(shape)));

/** The part of a one-leaf tree that starts at `begin` and has `size` (−1: to the end). */
export const slice = (tree: Tree, begin: readonly number[], size: readonly number[]): Tree =>
  treeOf(host.slice(handleOf(tree), JSON.stringify(begin), JSON.stringify(size)));

/** One-leaf trees put together along an axis. */
export const concat = (trees: readonly Tree[], axis: number): Tree =>
  treeOf(host.concat(JSON.stringify(trees.map(handleOf)), axis));

/** The last two axes of every leaf exchanged (rank 2 or more). */
export const transpose = (tree: Tree): Tree => treeOf(host.transpose(handleOf(tree)));

/** Matrix product leaf by leaf, over the last two axes. */
export const matmul = (
  left: Tree,
  right: Tree,
  options: { readonly transposeLeft?: boolean; readonly transposeRight?: boolean } = {},
): Tree =>
  treeOf(
    host.matmul(
      handleOf(left),
      handleOf(right),
      options.transposeLeft ? 1 : 0,
      options.transposeRight ? 1 : 0,
    ),
  );

/**
 * Values of every leaf, row-major: the only asynchronous call, because it waits for the device. A function that reads is
 * `async`.
 */
export async function read(tree: Tree): Promise<Float32Array[]> {
  const leaves = tree.leaves;
  const values = new Float32Array(await host.read(checked(handleOf(tree))));
  let offset = 0;
  return leaves.map(({ shape }) => {
    const size = shape.reduce((product, length) => product * length, 1);
    const part = values.slice(offset, offset + size);
    offset += size;
    return part;
  });
}

/** The first element of a tree as a number. */
export async function readNumber(tree: Scalar): Promise<number> {
  const [first] = await read(tree);
  const value = first?.[0];
  if (value === undefined) throw new Error("readNumber: the tree has no element");
  return value;
}

type ShapeOf = (leaf: LeafInfo, place: number) => readonly number[];

/** Every leaf in a shape of its own. */
export const reshapeLeaves = (tree: Tree, shapeOf: ShapeOf): Tree => relabelled(tree, tree, shapeOf);

/** A tree in the shapes of another with as many leaves of the same sizes, whose kinds and places it takes. */
export const reshapeLike = (tree: Tree, like: Tree): Tree => {
  const { leaves } = like;
  return relabelled(tree, like, (_, place) => leaves[place]?.shape ?? []);
};

/** Every leaf in a shape of its own, of the kind and at the place of its counterpart in `like`. */
export const relabelled = (tree: Tree, like: Tree, shapeOf: ShapeOf): Tree =>
  treeOf(host.reshapeLeaves(handleOf(tree), handleOf(like), JSON.stringify(tree.leaves.map(shapeOf))));

/** Every leaf as a matrix [all but the last axis, last axis]: a filter as [height · width · in, out], a vector as one row. */
export const asMatrices = (tree: Tree): Tree =>
  reshapeLeaves(tree, ({ shape }) => [
    shape.slice(0, -1).reduce((product, length) => product * length, 1),
    shape.at(-1) ?? 1,
  ]);

/** The same leaves, each with the place where it stands in this tree for its index: what parts of one leaf need to be told apart. */
export const renumbered = (tree: Tree): Tree => treeOf(host.renumberLeaves(handleOf(tree)));

/** Every leaf, a matrix, with zeros below its diagonal. */
export const upperTriangle = (tree: Tree): Tree => treeOf(host.upperTriangle(handleOf(tree)));

/** A tree of one scalar for each leaf, which broadcasts to it: a factor that depends on kind or shape. */
export function leafScalars(like: Tree, numberOf: (leaf: LeafInfo, place: number) => number): Tree {
  const values = new Float32Array(like.leaves.map(numberOf));
  return treeOf(host.leafScalars(handleOf(like), values.buffer as ArrayBuffer));
}
