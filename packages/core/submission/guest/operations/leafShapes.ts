import { host } from "../host.ts";
import { handleOf, type LeafInfo, type Tree, treeOf } from "../tree.ts";

/** Every leaf in a shape of its own. */
export const reshapeLeaves = (
  tree: Tree,
  shapeOf: (leaf: LeafInfo, place: number) => readonly number[],
): Tree => treeOf(host.reshapeLeaves(handleOf(tree), JSON.stringify(tree.leaves.map(shapeOf))));

/** A tree in the shapes of another with as many leaves of the same sizes. */
export const reshapeLike = (tree: Tree, like: Tree): Tree => {
  const { leaves } = like;
  return reshapeLeaves(tree, (_, place) => leaves[place]?.shape ?? []);
};

/** Every leaf as a matrix [all but the last axis, last axis]: a filter as [height · width · in, out], a vector as one row. */
export const asMatrices = (tree: Tree): Tree =>
  reshapeLeaves(tree, ({ shape }) => [
    shape.slice(0, -1).reduce((product, length) => product * length, 1),
    shape.at(-1) ?? 1,
  ]);

/** A tree of one scalar for each leaf, which broadcasts to it: a factor that depends on kind or shape. */
export function leafScalars(like: Tree, numberOf: (leaf: LeafInfo, place: number) => number): Tree {
  const values = new Float32Array(like.leaves.map(numberOf));
  return treeOf(host.leafScalars(handleOf(like), values.buffer as ArrayBuffer));
}
