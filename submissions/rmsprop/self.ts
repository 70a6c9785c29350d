import {
  addDecayedWeights,
  chain,
  defineSubmission,
  momentum,
  scaleByLearningRate,
  scaleByRms,
  warmupCosine,
} from "steepest";

/**
 * RMSprop with momentum at one fixed point for every workload. The update and its arguments are those of `rmsprop`.
 *
 * The point is what `steepest calibrate` found on the suite `quick`: docs/calibration.md. Tieleman & Hinton 2012, lecture 6.5.
 */
export default defineSubmission({
  name: "rmsprop_self",
  ruleset: "self",
  description: "RMSprop with momentum, linear warmup and cosine decay; one fixed point for every workload",
  paper: "https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf",
  stateBytesPerParameter: 8,
  hyperparameters: [
    {
      lr: 0.0095781,
      alpha: 0.9,
      eps: 1e-8,
      weight_decay: 0.000030344,
      momentum: 0,
      centered: false,
      warmup_factor: 0.02,
    },
  ],
  optimizer: (hp) =>
    chain(
      addDecayedWeights(hp.weight_decay),
      scaleByRms(hp),
      momentum({ momentum: hp.momentum ?? 0 }),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    ),
});
