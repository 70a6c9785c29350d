import type { Batch } from "./batch.ts";
import type { Context, CurvatureOptions, LossOptions, PerturbOptions } from "./context.ts";
import type { FunctionSubmission, TransformSubmission } from "./defineSubmission.ts";
import { add } from "./operations/elementwise.ts";
import { expectTransform } from "./placement.ts";
import { type AnyAsyncTransform, type AnyTransform, type TransformContext, whenDone } from "./transform.ts";
import type { Scalar, Tree } from "./tree.ts";
import { isPromise } from "./unawaited.ts";

const optionsFrom = (point: Readonly<Record<string, unknown>>): LossOptions => {
  // Asked by `in` first, because the point refuses names that it does not have.
  const number = (name: string) => {
    const value = name in point ? point[name] : undefined;
    return typeof value === "number" ? value : undefined;
  };
  return { dropoutRate: number("dropout_rate"), labelSmoothing: number("label_smoothing") };
};

/**
 * A context that differs in a few values. Not a copy: that would read `elapsed`. Defined, because what a frozen prototype
 * has cannot be assigned.
 */
export const derivedContext = <Base extends object>(ctx: Base, values: Partial<Base>): Base =>
  Object.freeze(Object.create(ctx, Object.getOwnPropertyDescriptors(values)));

/** Whether any transform of this trial takes gradients elsewhere than at the training parameters. */
export const delays = { areUsed: false };

/** The five functions of a submission that is one gradient transformation: gradient, transform, add. */
export function fromTransform(
  definition: TransformSubmission<unknown>,
): FunctionSubmission<unknown, unknown> {
  let transform: AnyTransform | AnyAsyncTransform | undefined;
  let options: LossOptions = {};
  const made = (ctx: Context<unknown>): AnyTransform | AnyAsyncTransform => {
    if (transform) return transform;
    options = optionsFrom(ctx.hyperparameters as Readonly<Record<string, unknown>>);
    const given = definition.optimizer(ctx.hyperparameters as never);
    if (isPromise(given)) throw new TypeError("`optimizer` must not be async");
    expectTransform("what `optimizer` returns", given);
    transform = given;
    // A choice without a branch: those are charged, and nobody pays for delays but who has them.
    functions.update = [functions.update, atOldParameters][+delays.areUsed] as typeof functions.update;
    return transform;
  };
  const { batchSize, selectBatch } = definition;
  const functions: FunctionSubmission<unknown, unknown> = {
    name: definition.name,
    ruleset: definition.ruleset,
    hyperparameters: definition.hyperparameters,
    ...(batchSize ? { batchSize } : {}),
    ...(selectBatch ? { selectBatch: (ctx) => selectBatch(ctx as never) } : {}),
    init: (ctx) => made(ctx).init(ctx.params),
    update(ctx) {
      // Not taken apart: that is a branch, which every step would be charged for.
      const at = (ctx as unknown as Pick<TransformContext, "gradientParams">).gradientParams;
      const { loss, grads, modelState } = ctx.lossAndGrad(at, ctx.batch, options);
      const context = derivedContext<object>(ctx, {
        trainLoss: loss as Scalar,
        // A transform that asks for gradients elsewhere gets them of the same loss.
        lossAndGrad: (params: Tree, batch: Batch, more?: LossOptions) =>
          ctx.lossAndGrad(params, batch, { ...options, ...more }),
        loss: (params: Tree, batch: Batch, more?: LossOptions) =>
          ctx.loss(params, batch, { ...options, ...more }),
        perExampleLoss: (params: Tree, batch: Batch, more?: LossOptions) =>
          ctx.perExampleLoss(params, batch, { ...options, ...more }),
        forward: (params: Tree, batch: Batch, more?: LossOptions) =>
          ctx.forward(params, batch, { ...options, ...more }),
        hvp: (params: Tree, batch: Batch, vector: Tree, more?: CurvatureOptions) =>
          ctx.hvp(params, batch, vector, { ...options, ...more }),
        perturb: (batch: Batch, more: PerturbOptions) => ctx.perturb(batch, { ...options, ...more }),
      } as object) as TransformContext;
      return whenDone(made(ctx).update(grads, ctx.state, context), ({ updates, state }) => ({
        params: add(ctx.params, updates),
        state,
        modelState,
      }));
    },
    prepareForEval(ctx) {
      const params = made(ctx).evalParams?.(ctx.params, ctx.state);
      const evaluated = params ? { params } : {};
      if (!definition.prepareForEval) return evaluated;
      const prepared = definition.prepareForEval(derivedContext(ctx, evaluated) as never);
      return whenDone(prepared, ({ params: other, modelState }) => ({
        ...(other ? { params: other } : evaluated),
        ...(modelState ? { modelState } : {}),
      }));
    },
  };
  const { update } = functions;
  /** The step, with its gradient taken where the transform says. */
  const atOldParameters: typeof update = (ctx) => {
    const gradientParams = made(ctx).gradientParams?.(ctx.params, ctx.state) ?? ctx.params;
    return update(derivedContext<object>(ctx, { gradientParams } as object) as typeof ctx);
  };
  return functions;
}
