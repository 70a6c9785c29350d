import { derivedContext } from "./fromTransform.ts";
import { merge, partition } from "./operations/shapes.ts";
import type { Transform } from "./transform.ts";
import type { LeafInfo, Tree } from "./tree.ts";

/** Applies a transform to the leaves for which `predicate` holds and leaves the others as they are. */
export function masked<State>(
  transform: Transform<State>,
  predicate: (leaf: LeafInfo) => boolean,
): Transform<State> {
  const selected = (tree: Tree) => partition(tree, predicate).selected;
  return {
    init: (params) => transform.init(selected(params)),
    update(updates, state, ctx) {
      const parts = partition(updates, predicate);
      const result = transform.update(
        parts.selected,
        state,
        derivedContext(ctx, { params: selected(ctx.params) }),
      );
      return { updates: merge(result.updates, parts.rest), state: result.state };
    },
  };
}
