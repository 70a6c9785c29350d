import { addDecayedWeights, defineSubmission, linearWarmup, scheduleFree, withDefaults } from "steepest";

/**
 * Schedule-free SGD: g ← ∇f(y) + λy, z ← z − ηₖg, x ← (1 − c)x + cz with c = wₖ/Σw and wₖ = kʳ·η_maxᵖ, y ← βx + (1 − β)z. y is trained, x evaluated.
 *
 * `lr` is η after the warmup, `one_minus_momentum` 1 − β, `weight_decay` λ (at y), `r` and `weight_lr_power` (p) the weights of the average,
 * `warmup_factor` the fraction of the run spent on linear warmup (`warmup_steps` counts steps instead). No schedule afterwards, and no run
 * length. Defazio et al. 2024, arXiv 2405.15682.
 */
export default defineSubmission({
  name: "schedule_free_sgd",
  ruleset: "external",
  description: "Schedule-free SGD with linear warmup",
  paper: "arXiv 2405.15682",
  stateBytesPerParameter: 8,
  hyperparameters: {
    lr: { min: 1e-2, max: 5, scaling: "log" },
    one_minus_momentum: { min: 2e-2, max: 0.3, scaling: "log" },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer(point) {
    const hp = withDefaults(point, {
      r: 0,
      weight_lr_power: 2,
      warmup_steps: undefined as number | undefined,
    });
    const { warmup_steps: warmupSteps } = hp;
    return scheduleFree(addDecayedWeights(hp.weight_decay), {
      learningRate: linearWarmup({ peak: hp.lr, warmupSteps, warmupFactor: hp.warmup_factor }),
      beta: 1 - hp.one_minus_momentum,
      r: hp.r,
      weightLrPower: hp.weight_lr_power,
    });
  },
});
