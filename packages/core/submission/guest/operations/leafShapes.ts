import { host } from "../host.ts";
import { handleOf, type LeafInfo, type Tree, treeOf } from "../tree.ts";

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
