import { host } from "../host.ts";
import { handleOf, type Tree, treeOf } from "../tree.ts";

/** 1 at the `count` largest elements along the last axis of every leaf (the first of equal ones), else 0. */
export const largest = (tree: Tree, count: number): Tree => treeOf(host.largest(handleOf(tree), count));

/**
 * For every leaf of n elements the permutation matrix P [n, n] that puts them in descending order: the columns of `matmul(x, P)` are those of
 * x in that order.
 */
export const descendingOrder = (tree: Tree): Tree => treeOf(host.descendingOrder(handleOf(tree)));

/** The q-quantile of every leaf (one scalar each), linear between the order statistics at q(n − 1). */
export const leafQuantile = (tree: Tree, q: number): Tree => treeOf(host.leafQuantile(handleOf(tree), q));
