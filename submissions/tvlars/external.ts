import {
  addDecayedWeights,
  chain,
  defineSubmission,
  type LeafInfo,
  masked,
  momentum,
  scaleByLearningRate,
  scaleByTrustRatio,
  type Transform,
  warmupCosine,
  withDefaults,
} from "steepest";

/** What the reference's filters let pass: all but vectors (biases and norms). */
const isNoVector = ({ shape }: LeafInfo) => shape.length !== 1;

/**
 * TVLARS: LARS whose ratio is annealed in time instead of warmed up.
 * u = g + λp, u ← u · γ‖p‖/‖u‖ / (0.1 + e^(ℓk)) per tensor, both norms at most 10, b ← μb + u, p ← p − ηb; k counts from 1.
 *
 * `lr` is η (peak of the schedule), `momentum` μ (0.9), `weight_decay` λ (5e-4), `eta` γ (1e-3), `lmbda` ℓ (1e-3 per step),
 * `weight_decay_filter` and `lars_adaptation_filter` spare vectors decay and ratio (with the annealing), `warmup_factor` the fraction of the
 * run spent on linear warmup before the cosine decay; without it η is constant.
 * Do et al. 2023, arXiv 2309.14053.
 */
export default defineSubmission({
  name: "tvlars",
  ruleset: "external",
  description: "TVLARS: LARS with a time-varying ratio",
  paper: "arXiv 2309.14053",
  stateBytesPerParameter: 4,
  hyperparameters: {
    lr: { min: 1e-2, max: 0.5, scaling: "log" },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    eta: { min: 1e-3, max: 3e-2, scaling: "log" },
    lmbda: { min: 1e-4, max: 2e-3, scaling: "log" },
    warmup_factor: { feasible_points: [0, 0.05] },
  },
  optimizer(point) {
    const hp = withDefaults(point, {
      momentum: 0.9,
      weight_decay_filter: true,
      lars_adaptation_filter: true,
    });
    const filtered = <State>(transform: Transform<State>, filter: boolean) =>
      filter ? masked(transform, isNoVector) : transform;
    const ratio = scaleByTrustRatio({
      coefficient: ({ step }) => hp.eta / (0.1 + Math.exp(hp.lmbda * step)),
      maxNorm: 10,
    });
    return chain(
      filtered(addDecayedWeights(hp.weight_decay), hp.weight_decay_filter),
      filtered(ratio, hp.lars_adaptation_filter),
      momentum({ momentum: hp.momentum }),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    );
  },
});
