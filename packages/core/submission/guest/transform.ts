import type { UpdateContext } from "./context.ts";
import type { Scalar, Tree } from "./tree.ts";

/** What a transform sees besides the gradients: the step's context, its loss and the gradients' origin. */
export interface TransformContext extends UpdateContext<unknown> {
  /** Training loss of this step, on the device. */
  readonly trainLoss: Scalar;
  /** Where the gradients were taken: `params`, or what the chain's `gradientParams` said. */
  readonly gradientParams: Tree;
}

/** What a transform makes of updates and state. */
export interface Transformed<State> {
  readonly updates: Tree;
  readonly state: State;
}

/**
 * A gradient transformation (Hessel et al. 2020, optax): pure functions from gradients to updates. What comes out of the
 * last transform of a chain is added to the parameters.
 */
export interface Transform<State> {
  init(params: Tree): State;
  update(updates: Tree, state: State, ctx: TransformContext): Transformed<State>;
  /** Parameters to evaluate, where they are not the training parameters. */
  evalParams?(params: Tree, state: State): Tree;
  /** Parameters to take the step's gradient at, where they are not the training parameters. */
  gradientParams?(params: Tree, state: State): Tree;
}

/** A transform that waits for the device, as one with a matrix function in it has to. */
export interface AsyncTransform<State> extends Omit<Transform<State>, "update"> {
  update(updates: Tree, state: State, ctx: TransformContext): Promise<Transformed<State>>;
}

/** A transform whose state is nobody's business: what `chain` takes and gives. */
// biome-ignore lint/suspicious/noExplicitAny: a chain holds transforms of different states; each sees only its own
export type AnyTransform = Transform<any>;
// biome-ignore lint/suspicious/noExplicitAny: as above
export type AnyAsyncTransform = AsyncTransform<any>;

/** Goes on with a value now, or when its promise resolves: only what waits for the device pays for promises. */
export const whenDone = <Value, Result>(
  value: Value | Promise<Value>,
  then: (value: Value) => Result | Promise<Result>,
): Result | Promise<Result> =>
  typeof (value as Promise<Value> | undefined)?.then === "function"
    ? (value as Promise<Value>).then(then)
    : then(value as Value);
