import {
  addDecayedWeights,
  chain,
  cyclicCosine,
  defineSubmission,
  scaleByLearningRate,
  scaleByNadam,
  withDefaults,
} from "steepest";

/**
 * Cyclic learning rate: NadamW whose η runs through cycles of linear warmup and half a cosine.
 * m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², m̂ = (β₁m + (1−β₁)g)/(1−β₁ᵏ), v̂ = v/(1−β₂ᵏ), p ← p − ηₖ(m̂/(√v̂ + ε) + λp).
 *
 * `cycles` is their number in a run, `warmup_factor` the part of each that is warmup, `peak_factor` each peak as a fraction of the one before, `lr` the
 * first peak, `one_minus_beta1` 1 − β₁, `beta2` β₂, `eps` ε (1e-8), `weight_decay` λ. Entry of AlgoPerf's first competition, external tuning
 * (Kasimbeg et al. 2025, arXiv 2502.15015), after Loshchilov & Hutter 2017, arXiv 1608.03983, and Smith 2017, arXiv 1506.01186.
 */
export default defineSubmission({
  name: "cyclic_lr",
  ruleset: "external",
  description: "NadamW with cycles of linear warmup and cosine decay",
  paper: "arXiv 2502.15015",
  stateBytesPerParameter: 8,
  hyperparameters: {
    cycles: { feasible_points: [2, 3, 4] },
    peak_factor: { feasible_points: [0.5, 1] },
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.99, 0.999] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.05, 0.1] },
  },
  optimizer(point) {
    const hp = withDefaults(point, { eps: 1e-8 });
    return chain(
      scaleByNadam({ beta1: 1 - hp.one_minus_beta1, beta2: hp.beta2, eps: hp.eps }),
      addDecayedWeights(hp.weight_decay),
      scaleByLearningRate(
        cyclicCosine({
          peak: hp.lr,
          cycles: hp.cycles,
          warmupFactor: hp.warmup_factor,
          peakFactor: hp.peak_factor,
        }),
      ),
    );
  },
});
