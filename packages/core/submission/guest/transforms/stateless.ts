import type { Transform, TransformContext } from "../transform.ts";
import type { Tree } from "../tree.ts";

/** A transform that remembers nothing. */
export const stateless = (apply: (updates: Tree, ctx: TransformContext) => Tree): Transform<null> => ({
  init: () => null,
  update: (updates, state, ctx) => ({ updates: apply(updates, ctx), state }),
});
