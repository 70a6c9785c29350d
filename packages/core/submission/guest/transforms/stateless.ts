import { aFunction, checkedOptions } from "../checkedOptions.ts";
import type { Transform, TransformContext } from "../transform.ts";
import type { Tree } from "../tree.ts";

/** A transform that remembers nothing. */
export function stateless(apply: (updates: Tree, ctx: TransformContext) => Tree): Transform<null> {
  checkedOptions("stateless", { apply }, { apply: [aFunction] });
  return {
    init: () => null,
    update: (updates, state, ctx) => ({ updates: apply(updates, ctx), state }),
  };
}
