import {
  addDecayedWeights,
  chain,
  defineSubmission,
  scaleByLearningRate,
  scaleByLion,
  warmupCosine,
} from "steepest";

/**
 * Lion at one fixed point for every workload. The update and its arguments are those of `lion`.
 *
 * The point is what `steepest calibrate` found on the suite `quick`: docs/calibration.md. Chen et al. 2023, arXiv 2302.06675, algorithm 2.
 */
export default defineSubmission({
  name: "lion_self",
  ruleset: "self",
  description:
    "Lion with decoupled weight decay, linear warmup and cosine decay; one fixed point for every workload",
  paper: "arXiv 2302.06675",
  stateBytesPerParameter: 4,
  hyperparameters: [
    { lr: 0.0029884, one_minus_beta1: 0.072552, beta2: 0.95, weight_decay: 0.32533, warmup_factor: 0.02 },
  ],
  optimizer: (hp) =>
    chain(
      scaleByLion({ beta1: 1 - hp.one_minus_beta1, beta2: hp.beta2 }),
      addDecayedWeights(hp.weight_decay),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    ),
});
