import type { Batch } from "./batch.ts";
import { aFunction, checkedOptions } from "./checkedOptions.ts";
import type { Context, SelectContext } from "./context.ts";
import type { FunctionSubmission, PointOf, TransformSubmission } from "./defineSubmission.ts";
import { derivedContext, fromTransform } from "./fromTransform.ts";
import { whenDone } from "./transform.ts";

/** A batch and what the selection remembers. */
export interface Selected<Selection> {
  readonly batch: Batch;
  readonly state: Selection;
}

/** A transform with a say in what it is trained on. */
export interface SelectingSubmission<Space, Selection>
  extends Omit<TransformSubmission<Space>, "selectBatch"> {
  initSelection(ctx: Context<PointOf<Space>>): Selection;
  /** `ctx.state` is the selection's. */
  select(ctx: SelectContext<Selection, PointOf<Space>>): Selected<Selection> | Promise<Selected<Selection>>;
}

interface Both<Selection> {
  readonly training: unknown;
  readonly selection: Selection;
}

/** The functions of a submission that is a gradient transformation and a rule for the data: `defineSubmission(selecting({ … }))`. */
export function selecting<const Space, Selection>(
  definition: SelectingSubmission<Space, Selection>,
): FunctionSubmission<Space, Both<Selection>> {
  const { optimizer, initSelection, select, ...described } = definition;
  checkedOptions(
    "selecting",
    { optimizer, initSelection, select },
    { optimizer: [aFunction], initSelection: [aFunction], select: [aFunction] },
  );
  const training = fromTransform(definition as unknown as TransformSubmission<unknown>);
  const withState = <Ctx extends object>(ctx: Ctx, state: unknown) =>
    derivedContext<object>(ctx, { state } as object);
  return {
    ...described,
    init: (ctx) => ({
      training: training.init(ctx as never),
      selection: initSelection(ctx),
    }),
    selectBatch: (ctx) =>
      whenDone(
        select(withState(ctx, ctx.state.selection) as SelectContext<Selection, PointOf<Space>>),
        ({ batch, state }) => ({ batch, state: { ...ctx.state, selection: state } }),
      ),
    update: (ctx) =>
      whenDone(training.update(withState(ctx, ctx.state.training) as never), (result) => ({
        ...result,
        state: { ...ctx.state, training: result.state },
      })),
    prepareForEval(ctx) {
      const prepared = training.prepareForEval?.(withState(ctx, ctx.state.training) as never);
      return (prepared as { params?: never } | Promise<{ params?: never }> | undefined) ?? {};
    },
  };
}
