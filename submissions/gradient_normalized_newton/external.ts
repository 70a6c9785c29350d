import {
  add,
  addDecayedWeights,
  chain,
  defineSubmission,
  div,
  ema,
  globalNorm,
  maximum,
  mul,
  type Schedule,
  square,
  type Transform,
  type Tree,
  warmupCosine,
  zerosLike,
} from "steepest";

/** −(H + (‖g‖/γ)I)⁻¹g with H the diagonal of the empirical Fisher matrix, averaged. */
const newtonStep = (radius: Schedule, beta: number, scale: number): Transform<{ readonly fisher: Tree }> => ({
  init: (params) => ({ fisher: zerosLike(params) }),
  update(g, state, ctx) {
    const fisher = ema(state.fisher, square(g), beta);
    const hessian = mul(fisher, scale / (1 - beta ** ctx.step));
    const gamma = radius(ctx);
    if (gamma === 0) return { updates: mul(g, 0), state: { fisher } };
    const regulariser = maximum(mul(globalNorm(g), 1 / gamma), 1e-30);
    return { updates: mul(div(g, add(hessian, regulariser)), -1), state: { fisher } };
  },
});

/**
 * Gradient-regularised Newton with an approximate Hessian: p ← p − (H + (‖g‖/γ)I)⁻¹g, g = ∇f(p) + λp, H ← s·F̂, F ← βF + (1−β)g² the diagonal of the
 * empirical Fisher matrix. The step is never longer than γ, the gradient-normalised smoothness: cubic regularisation without its subproblem.
 *
 * `gamma` is γ (peak of the schedule; fixed: the authors' search for it needs full gradients), `beta` β, `fisher_scale` s (0: normalised gradient descent),
 * `weight_decay` λ (coupled), `warmup_factor` the fraction of the run spent on linear warmup of γ before the cosine decay; without it γ is
 * constant. Semenov, Jaggi & Doikov 2025, arXiv 2506.13710, method (2) with the Fisher approximation.
 */
export default defineSubmission({
  name: "gradient_normalized_newton",
  ruleset: "external",
  description: "Gradient-regularised Newton steps with a diagonal Fisher matrix",
  paper: "arXiv 2506.13710",
  stateBytesPerParameter: 4,
  hyperparameters: {
    gamma: { min: 1e-2, max: 1, scaling: "log" },
    beta: { feasible_points: [0.9, 0.99] },
    fisher_scale: { min: 1, max: 1e3, scaling: "log" },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (hp) =>
    chain(
      addDecayedWeights(hp.weight_decay),
      newtonStep(warmupCosine({ peak: hp.gamma, warmupFactor: hp.warmup_factor }), hp.beta, hp.fisher_scale),
    ),
});
