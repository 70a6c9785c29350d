import { adafactor, defineSubmission, type Schedule, warmupCosine } from "steepest";

/** ρₖ = min(10⁻², 1/√k); `warmupInit`: min(10⁻⁶k, 1/√k). */
const relativeStep =
  (warmupInit: boolean): Schedule =>
  ({ step: k }) =>
    Math.min(warmupInit ? 1e-6 * k : 1e-2, 1 / Math.sqrt(k));

/**
 * Adafactor at one fixed point for every workload. The update and its arguments are those of `adafactor`.
 *
 * The point is what `steepest calibrate` found on the suite `quick`: docs/calibration.md. Shazeer & Stern 2018, arXiv 1804.04235, algorithms 4 and 5.
 */
export default defineSubmission({
  name: "adafactor_self",
  ruleset: "self",
  description:
    "Adafactor with steps relative to the parameters, linear warmup and cosine decay; one fixed point for every workload",
  paper: "arXiv 1804.04235",
  stateBytesPerParameter: 0.93,
  hyperparameters: [
    {
      lr: 0.021074,
      relative_step: false,
      scale_parameter: true,
      warmup_init: false,
      eps1: 1e-30,
      eps2: 0.001,
      clip_threshold: 1,
      decay_rate: -0.8,
      beta1: 0,
      weight_decay: 0.04161,
      warmup_factor: 0.05,
    },
  ],
  optimizer: (hp) =>
    adafactor({
      lr: hp.relative_step
        ? relativeStep(hp.warmup_init)
        : warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor }),
      scaleParameter: hp.scale_parameter,
      eps1: hp.eps1,
      eps2: hp.eps2,
      clipThreshold: hp.clip_threshold,
      decayRate: hp.decay_rate,
      beta1: hp.beta1 ?? 0,
      weightDecay: hp.weight_decay ?? 0,
    }),
});
