import {
  add,
  type BaseOptimizerOptions,
  baseOptimizer,
  type Context,
  defineSubmission,
  ema,
  type Transform,
  type Tree,
  withDefaults,
} from "steepest";

/** What predicts labels. */
interface Teacher {
  readonly weights: Tree;
  readonly modelState: Tree;
}

interface State {
  readonly base: readonly unknown[];
  /** MESA: the averaged model, alone. SAF: the model in the middle of each of the last epochs, the earliest first. None where the loss has no classes. */
  readonly teachers: readonly Teacher[];
}

let inner: Transform<readonly unknown[]> | undefined;
const base = ({ hyperparameters: hp }: Context<BaseOptimizerOptions & { one_minus_momentum: number }>) => {
  inner ??= baseOptimizer({ ...hp, momentum: 1 - hp.one_minus_momentum });
  return inner;
};

/** Steps of an epoch. */
let epochLength = 1;

/**
 * Sharpness-aware training for free: g = ∇[L(p) + λτ²·KL(softmax(f_v/τ) ‖ softmax(f_p/τ))] on one batch, f the model's logits, then SGD: g ← g + λ₂p, b ← μb + g, p ← p − ηb. What p
 * predicts stays near what its past predicted: a trajectory without sudden drops. In the form SAF v is the model of Ẽ epochs before, in the form MESA its average, v ← βv + (1−β)p.
 *
 * `form` is `saf` or `mesa`, `lag` Ẽ (3), `average_factor` the length 1/(1 − β) of MESA's average as a part of the run (the authors' 0.9998 over 90
 * epochs of ImageNet: 0.044), `lambda` λ (MESA: 0.8, SAF: 0.3), `temperature` τ (5), `start_factor` the part of the run without the divergence (their epoch 5 of 90: 0.056; or 0.3); parts are of the step hint.
 * SAF records each batch's outputs when it is trained on; outputs do not leave the host, so that it is the model in the middle of that epoch that gives them here, in one forward pass more, as in MESA:
 * with one batch an epoch that is the same. v predicts as it would be evaluated: no dropout, its running statistics. `lr` is η (peak of the schedule), `one_minus_momentum` 1 − μ,
 * `weight_decay` λ₂, `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is constant. Where the loss has no classes (`ctx.predictsLabels`) it is SGD
 * alone. Du et al. 2022, arXiv 2205.14083, algorithm 1; τ² as in their code.
 */
export default defineSubmission({
  name: "saf",
  ruleset: "external",
  description: "Sharpness-aware training for free (SAF and MESA): SGD held near what its past predicted",
  paper: "arXiv 2205.14083",
  stateBytesPerParameter: 8,
  hyperparameters: {
    form: { feasible_points: ["mesa", "saf"] },
    lambda: { feasible_points: [0.3, 0.8] },
    average_factor: { feasible_points: [0.02, 0.05] },
    start_factor: { feasible_points: [0.05, 0.3] },
    lr: { min: 1e-3, max: 0.5, scaling: "log" },
    one_minus_momentum: { min: 1e-2, max: 0.3, scaling: "log" },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  batchSize(limits) {
    epochLength = Math.max(1, Math.round(limits.trainingSet / limits.default));
    return limits.default;
  },
  init(ctx): State {
    const { form } = withDefaults(ctx.hyperparameters, { form: "mesa" });
    if (form !== "mesa" && form !== "saf")
      throw new RangeError(`form must be "mesa" or "saf", not "${form}"`);
    const own = { weights: ctx.params, modelState: ctx.modelState };
    return { base: base(ctx).init(ctx.params), teachers: form === "mesa" && ctx.predictsLabels ? [own] : [] };
  },
  update(ctx) {
    const hp = withDefaults(ctx.hyperparameters, { form: "mesa", lag: 3, temperature: 5 });
    const { lambda, temperature } = hp;
    const own = { weights: ctx.params, modelState: ctx.modelState };
    let { teachers } = ctx.state;
    let teacher: Teacher | undefined;
    if (hp.form === "mesa") {
      const beta = 1 - 1 / Math.max(1, hp.average_factor * ctx.stepHint);
      teachers = teachers.map(({ weights, modelState }) => ({
        weights: ema(weights, own.weights, beta),
        modelState: ema(modelState, own.modelState, beta),
      }));
      teacher = teachers[0];
    } else if (ctx.predictsLabels) {
      const [epoch, place] = [Math.floor((ctx.step - 1) / epochLength), (ctx.step - 1) % epochLength];
      const isMiddle = place === Math.floor(epochLength / 2);
      // Before its middle an epoch has added none: the model of so many epochs before stands one place nearer to the end.
      const added = place > Math.floor(epochLength / 2) ? 1 : 0;
      teacher = epoch >= hp.lag ? teachers.at(-hp.lag - added) : undefined;
      if (isMiddle) teachers = [...teachers, own].slice(-hp.lag - 1);
    }
    const hasStarted = lambda > 0 && ctx.step > hp.start_factor * ctx.stepHint;
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
    const context = Object.create(ctx, {
      ...Object.getOwnPropertyDescriptors({ gradientParams: ctx.params, trainLoss: loss }),
    });
    const step = base(ctx).update(grads, ctx.state.base, context);
    return { params: add(ctx.params, step.updates), modelState, state: { base: step.state, teachers } };
  },
});
