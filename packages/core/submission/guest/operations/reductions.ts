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
