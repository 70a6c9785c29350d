import {
  type AnyTransform,
  add,
  addDecayedWeights,
  chain,
  scaleByLearningRate,
  scaleByNadam,
  sub,
  type Transform,
  type TransformContext,
  warmupCosine,
} from "steepest";

/** What each run is tried with, the likeliest first. */
const points = [
  { lr: 7e-3, beta1: 0.85, beta2: 0.98, decay: 0.05, warmup: 0.05 },
  { lr: 2e-3, beta1: 0.9, beta2: 0.99, decay: 0.1, warmup: 0.05 },
  { lr: 2e-2, beta1: 0.8, beta2: 0.95, decay: 0.01, warmup: 0.1 },
];

/** A context with other values for some names: not a copy, which would read all of them. */
const within = (ctx: TransformContext, values: Partial<TransformContext>): TransformContext =>
  Object.freeze(Object.create(ctx, Object.getOwnPropertyDescriptors(values)));

/**
 * Whole runs one after the other, each of `runFactor` of the step hint, each from fresh initial parameters and a fresh state, and each
 * with schedules over its own length; the last goes on for as long as there is time. Running statistics of batch norm are carried along.
 */
export const sequentially = (
  transforms: readonly AnyTransform[],
  runFactor = 1 / transforms.length,
): Transform<{ readonly run: number; readonly inner: unknown }> => ({
  init: (params) => ({ run: 0, inner: transforms[0]?.init(params) }),
  update(g, state, ctx) {
    const length = Math.max(1, Math.floor(runFactor * ctx.stepHint));
    const run = Math.min(transforms.length - 1, Math.floor((ctx.step - 1) / length));
    const transform = transforms[run] as AnyTransform;
    const clock = { step: ctx.step - run * length, stepHint: length };
    if (run === state.run) {
      const { updates, state: inner } = transform.update(g, state.inner, within(ctx, clock));
      return { updates, state: { run, inner } };
    }
    const params = ctx.reinitialize();
    const { grads } = ctx.lossAndGrad(params, ctx.batch);
    const context = within(ctx, { ...clock, params });
    const { updates, state: inner } = transform.update(grads, transform.init(params), context);
    return { updates: sub(add(params, updates), ctx.params), state: { run, inner } };
  },
  evalParams: (params, { run, inner }) => transforms[run]?.evalParams?.(params, inner) ?? params,
});

/**
 * NadamW, sequential: NadamW at three fixed points one after the other, each a whole run from fresh parameters with linear warmup and cosine
 * decay; a target that the first run misses may be met by a later one. The update is that of `nadamw`.
 *
 * `run_factor` is the length of a run as a fraction of the step hint (1: the later runs take what time is left). Entry of AlgoPerf's first competition, self-tuning
 * (Kasimbeg et al. 2025, arXiv 2502.15015).
 */
export const nadamwSequential = (hp: { readonly run_factor: number }) =>
  sequentially(
    points.map(({ lr, beta1, beta2, decay, warmup }) =>
      chain(
        scaleByNadam({ beta1, beta2 }),
        addDecayedWeights(decay),
        scaleByLearningRate(warmupCosine({ peak: lr, warmupFactor: warmup })),
      ),
    ),
    hp.run_factor,
  );
