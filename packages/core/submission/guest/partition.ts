import { noteEmptyMask } from "./emptyMasks.ts";
import { partition as split } from "./operations/shapes.ts";
import type { LeafInfo, Tree } from "./tree.ts";

/** Leaves for which `predicate` holds, and the rest. Either may be empty; `merge` puts them together again. */
export function partition(
  tree: Tree,
  predicate: (leaf: LeafInfo) => boolean,
): { readonly selected: Tree; readonly rest: Tree } {
  const parts = split(tree, predicate);
  if (parts.selected.length === 0) noteEmptyMask("partition", predicate, tree.leaves);
  return parts;
}
