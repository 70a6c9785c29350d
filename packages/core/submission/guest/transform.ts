import type { UpdateContext } from "./context.ts";
import type { Scalar, Tree } from "./tree.ts";

/** What a transform sees besides the gradients: the step's context, its loss and the gradients' origin. */
export interface TransformContext extends UpdateContext<unknown> {
  /** Training loss of this step, on the device. */
  readonly trainLoss: Scalar;
}

/**
 * A gradient transformation (Hessel et al. 2020, optax): pure functions from gradients to updates. What comes out of the
 * last transform of a chain is added to the parameters.
 */
export interface Transform<State> {
  init(params: Tree): State;
  update(
    updates: Tree,
    state: State,
    ctx: TransformContext,
  ): { readonly updates: Tree; readonly state: State };
  /** Parameters to evaluate, where they are not the training parameters. */
  evalParams?(params: Tree, state: State): Tree;
}

/** A transform whose state is nobody's business: what `chain` takes and gives. */
// biome-ignore lint/suspicious/noExplicitAny: a chain holds transforms of different states; each sees only its own
export type AnyTransform = Transform<any>;
