import {
  add,
  baseOptimizer,
  defineSubmission,
  div,
  leafNorm,
  leafScalars,
  maximum,
  mul,
  type Transform,
  withDefaults,
} from "steepest";

type Point = Readonly<Record<"radius" | "input_steps" | "gamma" | "weight_steps", number>>;

/** The gradient at perturbed weights on perturbed inputs, around a whole method. */
const doublyPerturbed = <Inner>(
  { radius, input_steps: steps, gamma, weight_steps: ascents }: Point,
  inner: Transform<Inner>,
): Transform<Inner> => ({
  ...inner,
  update(g, state, ctx) {
    // All passes of a step have the same masks.
    const same = { updateBatchNorm: false, draw: ctx.step } as const;
    const batch = ctx.perturbsInputs ? ctx.perturb(ctx.batch, { radius, steps, ...same }) : ctx.batch;
    const limit = mul(leafNorm(ctx.params), gamma);
    let shift = mul(g, 0);
    for (let n = 0; n < ascents; n++) {
      const { grads } = ctx.lossAndGrad(add(ctx.params, shift), batch, same);
      // Layer by layer, weights alone: vectors have no layer's length.
      const uphill = mul(
        grads,
        leafScalars(grads, ({ shape }) => (shape.length > 1 ? 1 : 0)),
      );
      const longer = add(shift, mul(uphill, div(limit, maximum(leafNorm(uphill), 1e-30))));
      shift = mul(longer, div(limit, maximum(leafNorm(longer), maximum(limit, 1e-30))));
    }
    const { grads } = ctx.lossAndGrad(add(ctx.params, shift), batch, same);
    return inner.update(grads, state, ctx);
  },
});

/**
 * Adversarial weight perturbation in adversarial training, around SGD: the step's gradient is that of weights and inputs that the loss is large at, both at once.
 * x′ by projected gradient ascent in ‖x′ − x‖∞ ≤ r; v by ascents vₗ ← Π(vₗ + γ‖wₗ‖ · ∇f(w + v)/‖∇f(w + v)‖) with ‖vₗ‖ ≤ γ‖wₗ‖, layer by layer; w ← w − η∇f(w + v) on x′.
 *
 * `radius` is r in standard deviations of the inputs, `input_steps` the steps of x′ (the paper's 10), `gamma` γ (5e-3), `weight_steps` those of v (1), `lr` η (peak of the
 * schedule), `one_minus_momentum` 1 − μ, `weight_decay` λ, `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is
 * constant. Where inputs are no real numbers they stay as they are. `input_steps` + `weight_steps` + 2 gradients a step: the first is that of clean weights and
 * inputs, which the batch statistics follow. Wu, Xia & Wang 2020, arXiv 2004.05884, algorithm 1.
 */
export default defineSubmission({
  name: "awp",
  ruleset: "external",
  description: "Adversarial training with adversarial weight perturbation, around SGD with momentum",
  paper: "arXiv 2004.05884",
  stateBytesPerParameter: 4,
  hyperparameters: {
    radius: { min: 1e-2, max: 0.2, scaling: "log" },
    input_steps: { feasible_points: [1, 3] },
    gamma: { min: 1e-3, max: 2e-2, scaling: "log" },
    lr: { min: 1e-2, max: 0.5, scaling: "log" },
    one_minus_momentum: { min: 1e-2, max: 0.3, scaling: "log" },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (hp) =>
    doublyPerturbed(
      withDefaults(hp, { weight_steps: 1 }),
      baseOptimizer({ ...hp, momentum: 1 - hp.one_minus_momentum }),
    ),
});
