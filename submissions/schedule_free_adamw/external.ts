import {
  addDecayedWeights,
  chain,
  defineSubmission,
  linearWarmup,
  scaleBySecondMoment,
  scheduleFree,
} from "steepest";

/**
 * Schedule-free AdamW: v ← β₂v + (1−β₂)g², z ← z − ηₖ(g/(√v̂ + ε) + λy) with g = ∇f(y), x ← (1 − c)x + cz with c = wₖ/Σw and wₖ = kʳ·η_maxᵖ,
 * y ← β₁x + (1 − β₁)z. y is trained, x evaluated.
 *
 * `lr` is η after the warmup, `one_minus_beta1` 1 − β₁, `beta2` β₂, `eps` ε, `weight_decay` λ (at y), `r` and `weight_lr_power` (p) the weights of the
 * average, `warmup_factor` the fraction of the run spent on linear warmup (`warmup_steps` counts steps instead). No schedule
 * afterwards, and no run length. Defazio et al. 2024, arXiv 2405.15682.
 */
export default defineSubmission({
  name: "schedule_free_adamw",
  ruleset: "external",
  description: "Schedule-free AdamW with linear warmup",
  paper: "arXiv 2405.15682",
  stateBytesPerParameter: 12,
  hyperparameters: {
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.2, scaling: "log" },
    beta2: { feasible_points: [0.99, 0.999] },
    eps: { feasible_points: [1e-8] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    r: { feasible_points: [0] },
    weight_lr_power: { feasible_points: [2] },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer(hp) {
    const { warmup_steps: warmupSteps } = { ...hp } as { warmup_steps?: number };
    return scheduleFree(chain(scaleBySecondMoment(hp), addDecayedWeights(hp.weight_decay)), {
      learningRate: linearWarmup({ peak: hp.lr, warmupSteps, warmupFactor: hp.warmup_factor }),
      beta: 1 - hp.one_minus_beta1,
      r: hp.r,
      weightLrPower: hp.weight_lr_power,
    });
  },
});
