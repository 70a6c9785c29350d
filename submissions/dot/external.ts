import {
  add,
  addScaled,
  defineSubmission,
  ema,
  mul,
  type Schedule,
  type Transform,
  type Tree,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";

interface Options {
  readonly rate: Schedule;
  readonly momentum: number;
  readonly delta: number;
  readonly temperature: number;
  readonly alpha: number;
  readonly teacherDecay: number;
  readonly weightDecay: number;
}

interface State {
  readonly ofTask: Tree;
  readonly ofTeacher: Tree;
  readonly teacher: Tree;
}

/** The whole method: a momentum for each of the two losses. */
const twoMomenta = (options: Options): Transform<State> => ({
  init: (params) => ({ ofTask: zerosLike(params), ofTeacher: zerosLike(params), teacher: params }),
  update(g, state, ctx) {
    const { momentum: mu, delta, temperature, alpha, teacherDecay, weightDecay } = options;
    const labels = { predictedBy: state.teacher, temperature, weight: temperature ** 2 } as const;
    const distilled = ctx.predictsLabels
      ? ctx.lossAndGrad(ctx.params, ctx.batch, { labels, updateBatchNorm: false, draw: ctx.step }).grads
      : zerosLike(g);
    const task = addScaled(g, ctx.params, weightDecay);
    const ofTask = add(mul(state.ofTask, mu - delta), mul(task, 1 - alpha));
    const ofTeacher = add(mul(state.ofTeacher, mu + delta), mul(distilled, alpha));
    const updates = mul(add(ofTask, ofTeacher), -options.rate(ctx));
    const teacher = ema(state.teacher, add(ctx.params, updates), teacherDecay);
    return { updates, state: { ofTask, ofTeacher, teacher } };
  },
});

/**
 * DOT, a distillation-oriented trainer: task and distillation loss have momenta of their own, the distillation's the longer one.
 * v₁ ← (μ − Δ)v₁ + (1 − α)(∇f(p) + λp), v₂ ← (μ + Δ)v₂ + α∇T²·KL(teacher ‖ model), p ← p − η(v₁ + v₂). The teacher is an average of the model itself, q ← κq + (1 − κ)p.
 *
 * `lr` is η (peak of the schedule), `momentum` μ (0.9), `delta` Δ (0.075), `alpha` α, `temperature` T (4), `teacher_decay` κ, `weight_decay` λ, `warmup_factor` the fraction
 * of the run spent on linear warmup before the cosine decay; without it η is constant. Losses without classes have no distillation. Two gradients and one
 * loss a step. The paper's teacher is a larger model, which a contract of one model has none of. Zhao et al. 2023, arXiv 2307.08436, algorithm 1.
 */
export default defineSubmission({
  name: "dot",
  ruleset: "external",
  description: "Self-distillation with a momentum for each of the two losses (DOT)",
  paper: "arXiv 2307.08436",
  stateBytesPerParameter: 12,
  hyperparameters: {
    lr: { min: 1e-2, max: 0.5, scaling: "log" },
    delta: { feasible_points: [0.05, 0.075, 0.09] },
    alpha: { feasible_points: [0.1, 0.3, 0.5] },
    temperature: { feasible_points: [1, 2, 4] },
    teacher_decay: { feasible_points: [0.9, 0.99] },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (hp) =>
    twoMomenta({
      rate: warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor }),
      momentum: withDefaults(hp, { momentum: 0.9 }).momentum,
      delta: hp.delta,
      temperature: hp.temperature,
      alpha: hp.alpha,
      teacherDecay: hp.teacher_decay,
      weightDecay: hp.weight_decay,
    }),
});
