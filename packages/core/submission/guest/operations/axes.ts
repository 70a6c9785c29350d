import type { LeafInfo, Tree } from "../tree.ts";
import { relabelled, reshapeLeaves } from "./leafShapes.ts";
import { sumAxis } from "./reductions.ts";
import { matmul, merge, partition } from "./shapes.ts";

/** One axis, counted from the end, of the leaves that have it. */
export interface Axis {
  /** 1 for the last. */
  readonly fromEnd: number;
  readonly has: (leaf: LeafInfo) => boolean;
}

/** The axes of a tree's leaves, last first, up to the given length: the sides that a Kronecker-factored preconditioner works on. */
export function axesOf(
  tree: Tree,
  longest = Number.POSITIVE_INFINITY,
  only: (leaf: LeafInfo) => boolean = () => true,
): Axis[] {
  const rank = Math.max(0, ...tree.leaves.map(({ shape }) => shape.length));
  const axes = Array.from({ length: rank }, (_, place): Axis => {
    const fromEnd = place + 1;
    return { fromEnd, has: (leaf) => (leaf.shape.at(-fromEnd) ?? Number.NaN) <= longest && only(leaf) };
  });
  return axes.filter(({ has }) => tree.leaves.some(has));
}

/** Every leaf as [before, axis, after], or as [before, axis] for the last axis. */
export const unfolded = (tree: Tree, fromEnd: number): Tree =>
  reshapeLeaves(tree, ({ shape }) => {
    const product = (lengths: readonly number[]) => lengths.reduce((all, length) => all * length, 1);
    const [before, length] = [product(shape.slice(0, -fromEnd)), shape.at(-fromEnd) ?? 1];
    return fromEnd === 1 ? [before, length] : [before, length, product(shape.slice(1 - fromEnd))];
  });

/** Σ x ⊗ y over all other axes, for each leaf that has this one: [n, n]. With y = x the Gram matrix G Gᵀ of a weight's side. */
export function axisGram(x: Tree, axis: Axis, y: Tree = x): Tree {
  const part = (tree: Tree) => unfolded(partition(tree, axis.has).selected, axis.fromEnd);
  const left = part(x);
  const right = y === x ? left : part(y);
  if (axis.fromEnd === 1) return matmul(left, right, { transposeLeft: true });
  const grams = sumAxis(matmul(left, right, { transposeRight: true }), 0);
  return reshapeLeaves(grams, ({ shape }) => shape.slice(1));
}

/**
 * Σₙ x[…n…] m[n, k] along this axis, with one matrix for each leaf that has it; `transpose` takes m[k, n]. The other leaves pass.
 * For a weight W [in, out]: W·M along the last axis, Mᵀ·W along the one before.
 */
export function multiplyAxis(
  x: Tree,
  axis: Axis,
  matrices: Tree,
  options: { transpose?: boolean } = {},
): Tree {
  const { selected, rest } = partition(x, axis.has);
  const folded = unfolded(selected, axis.fromEnd);
  const transpose = options.transpose ?? false;
  const product =
    axis.fromEnd === 1
      ? matmul(folded, matrices, { transposeRight: transpose })
      : matmul(matrices, folded, { transposeLeft: !transpose });
  const { leaves } = selected;
  const shaped = relabelled(product, selected, ({ shape: made }, place) => {
    const shape = [...(leaves[place]?.shape ?? [])];
    shape[shape.length - axis.fromEnd] = made.at(axis.fromEnd === 1 ? -1 : -2) ?? 1;
    return shape;
  });
  return merge(shaped, rest);
}
