import {
  add,
  addScaled,
  defineSubmission,
  div,
  dot,
  ema,
  fromLeaves,
  globalNorm,
  mul,
  read,
  type Scalar,
  square,
  sub,
  type Tree,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";

interface State {
  readonly fisher: Tree;
  /** γ, as the last step left it. */
  readonly gamma: number;
}

/** So many values that wait on the device, in one read. */
const numbers = async (...scalars: readonly Scalar[]) =>
  (await read(fromLeaves(scalars))).map(([value = Number.NaN]) => value);

/**
 * Gradient-regularised Newton with an approximate Hessian and a search for the gradient-normalised smoothness γ: cubic regularisation without its subproblem, and without a constant that
 * would have to be known.
 * λ = ‖g‖/γ, p⁺ = p − (H + λI)⁻¹g; where f(p) − f(p⁺) ≥ ‖∇f(p⁺)‖²/8λ, p ← p⁺ and γ ← 2γ, else γ ← γ/2 and again; g = ∇f(p), H ← s·F̂, F ← βF + (1−β)g² the diagonal of the empirical
 * Fisher matrix. f is the loss of one batch, with the same dropout masks throughout, + (λ₂/2)‖p‖². No step is longer than its γ.
 *
 * `gamma` is the first γ, `searches` how often it may be halved in a step (after that the last p⁺ is taken; 0: γ stays as it is), `gamma_min` the least γ after a step, `beta` β, `fisher_scale` s (0: normalised
 * gradient descent), `weight_decay` λ₂, `warmup_factor` the fraction of the run spent on linear warmup of a factor of γ before the cosine decay; without it the factor is 1. Two gradients a step
 * and one more for each halving. Semenov, Jaggi & Doikov 2025, arXiv 2506.13710, algorithm 1 with the Fisher approximation.
 */
export default defineSubmission({
  name: "gradient_normalized_newton",
  ruleset: "external",
  description:
    "Gradient-regularised Newton steps with a diagonal Fisher matrix and a search for their smoothness",
  paper: "arXiv 2506.13710",
  stateBytesPerParameter: 4,
  hyperparameters: {
    gamma: { min: 1e-2, max: 1, scaling: "log" },
    searches: { feasible_points: [3, 6] },
    beta: { feasible_points: [0.9, 0.99] },
    fisher_scale: { min: 1, max: 1e3, scaling: "log" },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  init: (ctx): State => ({ fisher: zerosLike(ctx.params), gamma: ctx.hyperparameters.gamma }),
  async update(ctx) {
    const hp = withDefaults(ctx.hyperparameters, { gamma_min: 1e-9 });
    const { params, step: k } = ctx;
    const factor = warmupCosine({ peak: 1, warmupFactor: hp.warmup_factor })(ctx);
    const objective = (at: Tree, updateBatchNorm: boolean) => {
      const { loss, grads, modelState } = ctx.lossAndGrad(at, ctx.batch, { draw: k, updateBatchNorm });
      return {
        value: add(loss, mul(dot(at, at), hp.weight_decay / 2)),
        slope: addScaled(grads, at, hp.weight_decay),
        modelState,
      };
    };
    const here = objective(params, true);
    const g = here.slope;
    const fisher = ema(ctx.state.fisher, square(g), hp.beta);
    const hessian = mul(fisher, hp.fisher_scale / (1 - hp.beta ** k));
    const [before = Number.NaN, norm = Number.NaN] = await numbers(here.value, globalNorm(g));
    let { gamma } = ctx.state;
    if (norm === 0 || factor === 0) return { params, modelState: here.modelState, state: { fisher, gamma } };
    let next = params;
    for (let tried = 0; tried <= hp.searches; tried++) {
      const lambda = norm / (gamma * factor);
      next = sub(params, div(g, add(hessian, lambda)));
      if (hp.searches === 0) break;
      const there = objective(next, false);
      const [after = Number.NaN, slope = Number.NaN] = await numbers(there.value, globalNorm(there.slope));
      if (before - after >= slope ** 2 / (8 * lambda)) {
        gamma = Math.max(2 * gamma, hp.gamma_min);
        break;
      }
      gamma = Math.max(gamma / 2, hp.gamma_min);
    }
    return { params: next, modelState: here.modelState, state: { fisher, gamma } };
  },
});
