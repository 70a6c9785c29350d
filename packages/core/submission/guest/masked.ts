import { aFunction, checkedOptions } from "./checkedOptions.ts";
import { callersPlace, noteEmptyMask } from "./emptyMasks.ts";
import { derivedContext } from "./fromTransform.ts";
import { merge, partition } from "./operations/shapes.ts";
import { expectTransform, placed, placementsOf } from "./placement.ts";
import type { AsyncTransform, Transform, Transformed } from "./transform.ts";
import type { LeafInfo, Tree } from "./tree.ts";
import { whenDone } from "./whenDone.ts";

/** Applies a transform to the leaves for which `predicate` holds and leaves the others as they are. */
export function masked<State>(
  transform: Transform<State>,
  predicate: (leaf: LeafInfo) => boolean,
): Transform<State>;
export function masked<State>(
  transform: AsyncTransform<State>,
  predicate: (leaf: LeafInfo) => boolean,
): AsyncTransform<State>;
export function masked<State>(
  transform: Transform<State> | AsyncTransform<State>,
  predicate: (leaf: LeafInfo) => boolean,
): Transform<State> | AsyncTransform<State> {
  expectTransform("masked: its first argument", transform);
  checkedOptions("masked", { predicate }, { predicate: [aFunction] });
  const place = callersPlace();
  const selected = (tree: Tree) => partition(tree, predicate).selected;
  return placed(
    {
      init(params) {
        const chosen = selected(params);
        if (chosen.length === 0) noteEmptyMask("masked", predicate, params.leaves, place);
        // Without leaves the transform is never called: its state is nobody's.
        return chosen.length === 0 ? (null as State) : transform.init(chosen);
      },
      update(updates, state, ctx) {
        const parts = partition(updates, predicate);
        if (parts.selected.length === 0) return { updates, state };
        const context = derivedContext(ctx, { params: selected(ctx.params) });
        // Whether it is a promise is what the signatures above say.
        return whenDone(transform.update(parts.selected, state, context), (result) => ({
          updates: merge(result.updates, parts.rest),
          state: result.state,
        })) as Transformed<State>;
      },
      evalParams(params, state) {
        const parts = partition(params, predicate);
        if (!transform.evalParams || parts.selected.length === 0) return params;
        return merge(transform.evalParams(parts.selected, state), parts.rest);
      },
    },
    ...placementsOf(transform).map((member) => ({ ...member, isPartial: true })),
  );
}
