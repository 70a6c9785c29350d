import {
  add,
  addScaled,
  defineSubmission,
  div,
  globalNorm,
  maximum,
  mul,
  type Scalar,
  sub,
  type Tree,
  type UpdateContext,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";

/** ∇f·v by two forward passes on the same examples, with the same dropout masks: (f(p + εv) − f(p − εv))/2ε, ‖εv‖ a part of ‖p‖. */
function directionalDerivative<Hyperparameters>(
  ctx: UpdateContext<{ buffer: Tree }, Hyperparameters>,
  v: Tree,
  radius: number,
) {
  const epsilon = div(mul(maximum(globalNorm(ctx.params), 1), radius), maximum(globalNorm(v), 1e-30));
  const pass = (side: Scalar) => ctx.forward(addScaled(ctx.params, v, side), ctx.batch, { draw: ctx.step });
  const [ahead, behind] = [pass(epsilon), pass(mul(epsilon, -1))];
  return { slope: div(sub(ahead.loss, behind.loss), mul(epsilon, 2)), modelState: ahead.modelState };
}

/**
 * Forward gradient: no backward pass. g = (∇f·v)v with v of independent signs ±1 is unbiased, as with the paper's v ~ N(0, I), b ← μb + g, p ← p − ηb.
 *
 * The directional derivative takes two forward passes, as a central difference: the authors' forward mode carries it through one, exactly; ours errs by order ε² and by the rounding of two
 * losses. `draws` are directions averaged in a step (the paper: 1), `rademacher` whether v is of signs (true) or normal, `radius` ‖εv‖ over the length of the
 * parameters (1e-2), `lr` η (peak of the schedule),
 * `momentum` μ (0.9), `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is constant. Running statistics are those of the last pass ahead.
 * Signs are the default because g varies less: its element i by ‖∇f‖² − (∇f)ᵢ², with normal numbers by ‖∇f‖² + (∇f)ᵢ².
 * Baydin et al. 2022, arXiv 2202.08587, algorithm 1.
 */
export default defineSubmission({
  name: "forward_gradient",
  ruleset: "external",
  description:
    "Forward gradients: directional derivatives along random directions by forward passes alone, with SGD",
  paper: "arXiv 2202.08587",
  stateBytesPerParameter: 4,
  hyperparameters: {
    draws: { feasible_points: [1, 4, 16] },
    lr: { min: 2e-5, max: 2e-3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05] },
  },
  init: (ctx) => ({ buffer: zerosLike(ctx.params) }),
  update(ctx) {
    const hp = withDefaults(ctx.hyperparameters, { rademacher: true, radius: 1e-2, momentum: 0.9 });
    const { params } = ctx;
    let { modelState } = ctx;
    let gradient = zerosLike(params);
    for (let i = 0; i < hp.draws; i++) {
      const v = hp.rademacher ? ctx.rng.rademacher(params) : ctx.rng.normal(params);
      const derivative = directionalDerivative(ctx, v, hp.radius);
      gradient = addScaled(gradient, v, mul(derivative.slope, 1 / hp.draws));
      modelState = derivative.modelState;
    }
    const buffer = add(mul(ctx.state.buffer, hp.momentum), gradient);
    const rate = warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })(ctx);
    return { params: addScaled(params, buffer, -rate), modelState, state: { buffer } };
  },
});
