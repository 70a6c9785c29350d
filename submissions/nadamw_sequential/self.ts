import {
  addDecayedWeights,
  chain,
  defineSubmission,
  scaleByLearningRate,
  scaleByNadam,
  sequentially,
  warmupCosine,
} from "steepest";

/** What each run is tried with, the likeliest first. */
const points = [
  { lr: 7e-3, beta1: 0.85, beta2: 0.98, decay: 0.05, warmup: 0.05 },
  { lr: 2e-3, beta1: 0.9, beta2: 0.99, decay: 0.1, warmup: 0.05 },
  { lr: 2e-2, beta1: 0.8, beta2: 0.95, decay: 0.01, warmup: 0.1 },
];

/**
 * NadamW, sequential: NadamW at three fixed points one after the other, each a whole run from fresh parameters with linear warmup and cosine
 * decay; a target that the first run misses may be met by a later one. The update is that of `nadamw`.
 *
 * `run_factor` is the length of a run as a fraction of the step hint (1: the later runs take what time is left). Entry of AlgoPerf's first competition, self-tuning
 * (Kasimbeg et al. 2025, arXiv 2502.15015).
 */
export default defineSubmission({
  name: "nadamw_sequential",
  ruleset: "self",
  description: "NadamW at three fixed points, one run after the other",
  paper: "arXiv 2502.15015",
  stateBytesPerParameter: 8,
  hyperparameters: [{ run_factor: 1 }],
  optimizer: (hp) =>
    sequentially(
      points.map(({ lr, beta1, beta2, decay, warmup }) =>
        chain(
          scaleByNadam({ beta1, beta2 }),
          addDecayedWeights(decay),
          scaleByLearningRate(warmupCosine({ peak: lr, warmupFactor: warmup })),
        ),
      ),
      { runFactor: hp.run_factor },
    ),
});
