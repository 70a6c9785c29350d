import {
  add,
  addDecayedWeights,
  chain,
  defineSubmission,
  div,
  fullLike,
  scaleByLearningRate,
  scaleBySchedule,
  sqrt,
  square,
  type Transform,
  type Tree,
  warmupCosine,
  withDefaults,
} from "steepest";

/** G ← G + g², update g / (√G + ε). */
const scaleBySumOfSquares = (initial = 0, eps = 1e-10): Transform<{ readonly sum: Tree }> => ({
  init: (params) => ({ sum: fullLike(params, initial) }),
  update(g, state) {
    const sum = add(state.sum, square(g));
    return { updates: div(g, add(sqrt(sum), eps)), state: { sum } };
  },
});

/**
 * Adagrad: g ← ∇f(p) + λp, G ← G + g², p ← p − η/(1 + (k−1)δ) · g/(√G + ε).
 *
 * `lr` is η (peak of the schedule; PyTorch's default 1e-2), `lr_decay` δ (0, per step), `weight_decay` λ (coupled L2, 0),
 * `initial_accumulator_value` G at the start (0), `eps` ε (1e-10), `warmup_factor` the fraction of the run spent on linear warmup before the
 * cosine decay; without it there is no schedule but δ.
 * Duchi, Hazan & Singer 2011, with diagonal matrices.
 */
export default defineSubmission({
  name: "adagrad",
  ruleset: "external",
  description: "Adagrad with linear warmup and cosine decay",
  paper: "https://jmlr.org/papers/v12/duchi11a.html",
  stateBytesPerParameter: 4,
  hyperparameters: {
    lr: { min: 3e-3, max: 0.3, scaling: "log" },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    initial_accumulator_value: { feasible_points: [0, 0.1] },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer(point) {
    const hp = withDefaults(point, { lr_decay: 0, eps: 1e-10 });
    return chain(
      addDecayedWeights(hp.weight_decay),
      scaleBySumOfSquares(hp.initial_accumulator_value, hp.eps),
      scaleBySchedule(({ step }) => 1 / (1 + (step - 1) * (hp.lr_decay ?? 0))),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    );
  },
});
