import {
  addDecayedWeights,
  chain,
  defineSubmission,
  scaleByLearningRate,
  scaleByScion,
  warmupCosine,
} from "steepest";

/**
 * Scion: steps to the edge of a norm ball, one norm a layer. m ← (1−α)m + αg, p ← (1−η)p − ηr·lmo(m) with
 * lmo = √(out/in)·NewtonSchulz(m) on hidden matrices (spectral norm), sign(m)/in on the output layer, m/RMS(m) on vectors.
 *
 * `lr` is η (peak of the schedule), `momentum` α (the weight of the new gradient), `scale_spectral`, `scale_sign` and `scale_bias` the
 * radii r, `unconstrained` leaves p's shrinking by 1−η away, `ns_steps` the Newton–Schulz iterations; `warmup_factor` the fraction of the run
 * spent on linear warmup before the cosine decay; without it η is constant. Filters are divided by their area. The initialisation is the
 * workload's. Pethick et al. 2025, arXiv 2502.07529.
 */
export default defineSubmission({
  name: "scion",
  ruleset: "external",
  description: "Scion: norm-constrained steps, spectral norm on hidden matrices, sign on the output layer",
  paper: "arXiv 2502.07529",
  stateBytesPerParameter: 4,
  hyperparameters: {
    lr: { min: 1e-4, max: 3e-2, scaling: "log" },
    momentum: { feasible_points: [0.05, 0.1, 0.2] },
    scale_spectral: { min: 1, max: 50, scaling: "log" },
    scale_sign: { min: 1, max: 3000, scaling: "log" },
    scale_bias: { feasible_points: [1] },
    unconstrained: { feasible_points: [false] },
    ns_steps: { feasible_points: [5] },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (hp) =>
    chain(
      scaleByScion({
        momentum: hp.momentum,
        scaleSpectral: hp.scale_spectral,
        scaleSign: hp.scale_sign,
        scaleBias: hp.scale_bias,
        steps: hp.ns_steps,
      }),
      addDecayedWeights(hp.unconstrained ? 0 : 1),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    ),
});
