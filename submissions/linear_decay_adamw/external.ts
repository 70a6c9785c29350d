import {
  type AdamState,
  abs,
  addScaled,
  defineSubmission,
  fromLeaves,
  globalSum,
  linearDecay,
  mul,
  read,
  refinedSchedule,
  type Scalar,
  type Schedule,
  scaleByAdam,
  type UpdateContext,
  withDefaults,
} from "steepest";

interface State {
  readonly adam: AdamState;
  /** ‖∇f‖₁ of the first run's steps so far, on the device. */
  readonly seen: readonly Scalar[];
  /** Those of the whole first run; null before its end. */
  readonly norms: readonly number[] | null;
}

type Point = Readonly<
  Record<"first_run" | "lr" | "one_minus_beta1" | "beta2" | "weight_decay" | "warmup_factor", number>
>;

const adamOf = (hp: Point) =>
  scaleByAdam({ beta1: 1 - hp.one_minus_beta1, beta2: hp.beta2, eps: withDefaults(hp, { eps: 1e-8 }).eps });

/** One step of AdamW at such a place of such a schedule, and the gradient that it took. */
function adamwStep(ctx: UpdateContext<State, Point>, schedule: Schedule, step: number, stepHint: number) {
  const { hyperparameters: hp, params, state } = ctx;
  const { loss, grads, modelState } = ctx.lossAndGrad(params, ctx.batch);
  const context = Object.create(ctx, {
    ...Object.getOwnPropertyDescriptors({ step, stepHint, trainLoss: loss, gradientParams: params }),
  });
  const { updates, state: adam } = adamOf(hp).update(grads, state.adam, context);
  const eta = schedule({ step, stepHint });
  const moved = addScaled(mul(params, 1 - eta * hp.weight_decay), updates, -eta);
  return { params: moved, modelState, adam, grads };
}

/**
 * AdamW with the refined schedule: a first run with linear decay, in which gradient norms are noted, then, from fresh parameters, a second with the schedule that is optimal for those.
 * First ηₖ = η(1 − k/T₁) after a linear warmup, T₁ a part of the run, and Gₖ = ‖∇f‖₁; then, with T = (the rest), Gₖ smoothed by a median and stretched over it, ηₖ ∝ wₖ·Σ wₚ over the later p,
 * wₖ = 1/Gₖ, its highest value η. Where norms do not change the refined schedule is linear decay.
 *
 * `first_run` is T₁ as a part of the run (0: no second run, linear decay throughout), `smoothing` the median's width as a part of the run (0.1), `lr` η, `one_minus_beta1` 1 − β₁, `beta2` β₂, `eps` ε (1e-8),
 * `weight_decay` λ, `warmup_factor` the part of the first run that is linear warmup; the refined schedule makes its own. Running statistics of batch norm are carried along.
 * Defazio, Cutkosky, Mehta & Mishchenko 2023, arXiv 2310.07831, algorithms 1 and 2: their first run is a whole one, on an earlier day.
 */
export default defineSubmission({
  name: "linear_decay_adamw",
  ruleset: "external",
  description: "AdamW with linear decay, then once more with the schedule refined by the gradient norms seen",
  paper: "arXiv 2310.07831",
  stateBytesPerParameter: 8,
  hyperparameters: {
    first_run: { feasible_points: [0, 0.25] },
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.99, 0.999] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  init: (ctx): State => ({ adam: adamOf(ctx.hyperparameters).init(ctx.params), seen: [], norms: null }),
  async update(ctx) {
    const hp = withDefaults(ctx.hyperparameters, { first_run: 0, smoothing: 0.1 });
    const linear = linearDecay({ peak: hp.lr, warmupFactor: hp.warmup_factor });
    if (hp.first_run === 0) {
      const { adam, ...moved } = adamwStep(ctx, linear, ctx.step, ctx.stepHint);
      return { params: moved.params, modelState: moved.modelState, state: { ...ctx.state, adam } };
    }
    const length = Math.max(1, Math.round(hp.first_run * ctx.stepHint));
    if (ctx.step <= length) {
      const { adam, grads, params, modelState } = adamwStep(ctx, linear, ctx.step, length);
      const seen = [...ctx.state.seen, globalSum(abs(grads))];
      if (ctx.step < length) return { params, modelState, state: { adam, seen, norms: null } };
      // The first run is over: what it has seen is all that is kept of it.
      const norms = (await read(fromLeaves(seen))).map(([norm = 0]) => Math.max(norm, 1e-30));
      const fresh = ctx.reinitialize();
      return { params: fresh, modelState, state: { adam: adamOf(hp).init(fresh), seen: [], norms } };
    }
    const norms = ctx.state.norms ?? [];
    const refined = refinedSchedule({ peak: hp.lr, norms, smoothing: hp.smoothing, power: 1 });
    const { adam, params, modelState } = adamwStep(ctx, refined, ctx.step - length, ctx.stepHint - length);
    return { params, modelState, state: { adam, seen: [], norms } };
  },
});
