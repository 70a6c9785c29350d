import {
  add,
  type BaseOptimizerOptions,
  baseOptimizer,
  type Context,
  defineSubmission,
  ema,
  type Transform,
  type Tree,
} from "steepest";

/** What predicts the labels; null where the loss has no classes. */
type Teacher = { readonly weights: Tree; readonly modelState: Tree } | null;

let inner: Transform<readonly unknown[]> | undefined;
const base = ({ hyperparameters: hp }: Context<BaseOptimizerOptions & { one_minus_momentum: number }>) => {
  inner ??= baseOptimizer({ ...hp, momentum: 1 - hp.one_minus_momentum });
  return inner;
};

/**
 * Sharpness-aware training for free in its form MESA: v ← βv + (1−β)p, g = ∇[L(p) + λτ²·KL(softmax(f_v/τ) ‖ softmax(f_p/τ))] on one batch, f the model's
 * logits, then SGD: g ← g + λ₂p, b ← μb + g, p ← p − ηb. What p predicts stays near what its past predicts: a trajectory without sudden drops.
 * SAF itself has the predictions of an earlier epoch for v's; MESA, of the same paper, needs no memory of the data.
 *
 * `lambda` is λ (0.8), `temperature` τ (5), `average_factor` the length 1/(1 − β) of v's average as a fraction of the run (the authors' 0.9998 over 90
 * epochs of ImageNet: 0.044), `start_factor` the part of the run without the divergence (their epoch 5 of 90: 0.056; or 0.3), v being averaged from
 * the start; both fractions are of the step hint. v predicts as it would be evaluated: no dropout, averaged running statistics. `lr` is η (peak of
 * the schedule), `one_minus_momentum` 1 − μ, `weight_decay` λ₂, `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay;
 * without it η is constant. Where the loss has no classes (`ctx.predictsLabels`) it is SGD alone. Du et al. 2022, arXiv 2205.14083; τ² as in
 * their code.
 */
export default defineSubmission({
  name: "saf",
  ruleset: "external",
  description: "Sharpness-aware training for free (MESA): SGD held near what its averaged weights predict",
  paper: "arXiv 2205.14083",
  stateBytesPerParameter: 8,
  hyperparameters: {
    lambda: { feasible_points: [0.3, 0.8] },
    temperature: { feasible_points: [5] },
    average_factor: { feasible_points: [0.02, 0.05] },
    start_factor: { feasible_points: [0.05, 0.3] },
    lr: { min: 1e-3, max: 0.5, scaling: "log" },
    one_minus_momentum: { min: 1e-2, max: 0.3, scaling: "log" },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  init(ctx) {
    const teacher: Teacher = ctx.predictsLabels ? { weights: ctx.params, modelState: ctx.modelState } : null;
    return { base: base(ctx).init(ctx.params), teacher };
  },
  update(ctx) {
    const { lambda, temperature, average_factor, start_factor } = ctx.hyperparameters;
    const beta = 1 - 1 / Math.max(1, average_factor * ctx.stepHint);
    const before = ctx.state.teacher;
    const teacher: Teacher = before && {
      weights: ema(before.weights, ctx.params, beta),
      modelState: ema(before.modelState, ctx.modelState, beta),
    };
    const hasStarted = lambda > 0 && ctx.step > start_factor * ctx.stepHint;
    const { loss, grads, modelState } = ctx.lossAndGrad(ctx.params, ctx.batch, {
      labels:
        teacher && hasStarted
          ? {
              predictedBy: teacher.weights,
              modelState: teacher.modelState,
              temperature,
              weight: lambda * temperature ** 2,
              given: 1,
            }
          : "given",
    });
    const step = base(ctx).update(grads, ctx.state.base, {
      ...ctx,
      gradientParams: ctx.params,
      trainLoss: loss,
    });
    return { params: add(ctx.params, step.updates), modelState, state: { base: step.state, teacher } };
  },
});
