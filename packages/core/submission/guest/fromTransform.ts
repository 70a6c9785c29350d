import type { Context, LossOptions } from "./context.ts";
import type { FunctionSubmission, TransformSubmission } from "./defineSubmission.ts";
import { add } from "./operations/elementwise.ts";
import type { AnyTransform, TransformContext } from "./transform.ts";
import type { Scalar } from "./tree.ts";

const optionsFrom = (point: Readonly<Record<string, unknown>>): LossOptions => {
  const number = (name: string) => (typeof point[name] === "number" ? point[name] : undefined);
  return { dropoutRate: number("dropout_rate"), labelSmoothing: number("label_smoothing") };
};

/** A context that differs in a few values. Not a copy: that would read `elapsed`. */
export const derivedContext = <Base extends object>(ctx: Base, values: Partial<Base>): Base =>
  Object.freeze(Object.assign(Object.create(ctx), values));

/** The five functions of a submission that is one gradient transformation: gradient, transform, add. */
export function fromTransform(
  definition: TransformSubmission<unknown>,
): FunctionSubmission<unknown, unknown> {
  let transform: AnyTransform | undefined;
  let options: LossOptions = {};
  const made = (ctx: Context<unknown>): AnyTransform => {
    if (transform) return transform;
    const point = ctx.hyperparameters as Readonly<Record<string, unknown>>;
    options = optionsFrom(point);
    transform = definition.optimizer(point as never);
    if (typeof transform?.init !== "function" || typeof transform.update !== "function") {
      throw new TypeError(
        "`optimizer` must return a transform: { init(params), update(updates, state, ctx) }",
      );
    }
    return transform;
  };
  const { batchSize } = definition;
  return {
    name: definition.name,
    ruleset: definition.ruleset,
    hyperparameters: definition.hyperparameters,
    ...(batchSize ? { batchSize } : {}),
    init: (ctx) => made(ctx).init(ctx.params),
    update(ctx) {
      const { loss, grads, modelState } = ctx.lossAndGrad(ctx.params, ctx.batch, options);
      const context = derivedContext<object>(ctx, {
        trainLoss: loss as Scalar,
      } as object) as TransformContext;
      const { updates, state } = made(ctx).update(grads, ctx.state, context);
      return { params: add(ctx.params, updates), state, modelState };
    },
    prepareForEval(ctx) {
      const params = made(ctx).evalParams?.(ctx.params, ctx.state);
      return params ? { params } : {};
    },
  };
}
