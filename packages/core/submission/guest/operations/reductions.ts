import { host } from "../host.ts";
import { type Reduction, reductions } from "../operationNames.ts";
import { handleOf, type Scalar, type Tree, treeOf } from "../tree.ts";

const perLeaf = (name: Reduction) => {
  const reduction = reductions.indexOf(name);
  return (tree: Tree): Tree => treeOf(host.reduceLeaves(reduction, handleOf(tree)));
};
const overAll = (name: Reduction) => {
  const reduction = reductions.indexOf(name);
  return (tree: Tree): Scalar => treeOf(host.reduceAll(reduction, handleOf(tree)));
};
const overAxis = (name: Reduction) => {
  const reduction = reductions.indexOf(name);
  return (tree: Tree, axis: number): Tree => treeOf(host.reduceAxis(reduction, handleOf(tree), axis));
};

/** One scalar per leaf: a tree with as many leaves, each of shape []. Euclidean norm. */
export const leafNorm = perLeaf("norm");
export const leafSum = perLeaf("sum");
export const leafMean = perLeaf("mean");
export const leafMax = perLeaf("max");
export const leafMin = perLeaf("min");

/** Over all elements of all leaves together. */
export const globalNorm = overAll("norm");
export const globalSum = overAll("sum");
export const globalMean = overAll("mean");
export const globalMax = overAll("max");
export const globalMin = overAll("min");

/** Along one axis of every leaf (negative: from the end); the axis stays with length 1, so the result broadcasts back. */
export const sumAxis = overAxis("sum");
export const meanAxis = overAxis("mean");
export const maxAxis = overAxis("max");
export const minAxis = overAxis("min");
export const normAxis = overAxis("norm");

/** Inner product over all elements of all leaves. */
export const dot = (left: Tree, right: Tree): Scalar => treeOf(host.dot(handleOf(left), handleOf(right)));

/** 1 at the `count` largest elements along the last axis of every leaf (the first of equal ones), else 0. */
export const largest = (tree: Tree, count: number): Tree => treeOf(host.largest(handleOf(tree), count));

/**
 * For every leaf of n elements the permutation matrix P [n, n] that puts them in descending order: the columns of `matmul(x, P)` are those of
 * x in that order.
 */
export const descendingOrder = (tree: Tree): Tree => treeOf(host.descendingOrder(handleOf(tree)));

/** The q-quantile of every leaf (one scalar each), linear between the order statistics at q(n − 1). */
export const leafQuantile = (tree: Tree, q: number): Tree => treeOf(host.leafQuantile(handleOf(tree), q));
