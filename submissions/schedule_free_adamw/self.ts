import {
  addDecayedWeights,
  chain,
  defineSubmission,
  linearWarmup,
  scaleBySecondMoment,
  scheduleFree,
} from "steepest";

/**
 * Schedule-free AdamW at one fixed point for every workload. The update and its arguments are those of `schedule_free_adamw`.
 *
 * The point is what `steepest calibrate` found on the suite `quick`: docs/calibration.md. Defazio et al. 2024, arXiv 2405.15682.
 */
export default defineSubmission({
  name: "schedule_free_adamw_self",
  ruleset: "self",
  description: "Schedule-free AdamW with linear warmup; one fixed point for every workload",
  paper: "arXiv 2405.15682",
  stateBytesPerParameter: 12,
  hyperparameters: [
    {
      lr: 0.017968,
      one_minus_beta1: 0.13495,
      beta2: 0.99,
      eps: 1e-8,
      weight_decay: 0.003593,
      r: 0,
      weight_lr_power: 2,
      warmup_factor: 0.05,
    },
  ],
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
