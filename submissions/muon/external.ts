import {
  addDecayedWeights,
  chain,
  defineSubmission,
  masked,
  scaleByAdam,
  scaleByLearningRate,
  scaleByMuon,
  warmupCosine,
} from "steepest";

/**
 * Muon: momentum, orthogonalised. On matrices b ← μb + (1−μ)g, M = (1−μ)g + μb,
 * p ← p − η(√max(1, out/in) · NewtonSchulz(M) + λp); AdamW on vectors.
 *
 * `lr` is η (peak of the schedule), `one_minus_momentum` 1 − μ, `nesterov` whether M looks ahead (else M = b), `ns_steps` the Newton–Schulz
 * iterations, `weight_decay` λ; `adam_…` the same of AdamW; `warmup_factor` the fraction of the run spent on linear warmup before the
 * cosine decay; without it both rates are constant. Jordan et al. 2024, https://kellerjordan.github.io/posts/muon/.
 */
export default defineSubmission({
  name: "muon",
  ruleset: "external",
  description: "Muon on matrices and filters, AdamW on vectors, linear warmup and cosine decay",
  paper: "https://kellerjordan.github.io/posts/muon/",
  stateBytesPerParameter: 4.3,
  hyperparameters: {
    lr: { min: 2e-3, max: 0.1, scaling: "log" },
    one_minus_momentum: { feasible_points: [0.05, 0.1] },
    nesterov: { feasible_points: [true] },
    ns_steps: { feasible_points: [5] },
    weight_decay: { min: 1e-4, max: 0.1, scaling: "log" },
    adam_lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    adam_beta1: { feasible_points: [0.9] },
    adam_beta2: { feasible_points: [0.95] },
    adam_eps: { feasible_points: [1e-10] },
    adam_weight_decay: { feasible_points: [0] },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (hp) => {
    const rate = (peak: number) =>
      scaleByLearningRate(warmupCosine({ peak, warmupFactor: hp.warmup_factor }));
    const muon = chain(
      scaleByMuon({ momentum: 1 - hp.one_minus_momentum, nesterov: hp.nesterov, steps: hp.ns_steps }),
      addDecayedWeights(hp.weight_decay),
      rate(hp.lr),
    );
    const adamw = chain(
      scaleByAdam({ beta1: hp.adam_beta1, beta2: hp.adam_beta2, eps: hp.adam_eps }),
      addDecayedWeights(hp.adam_weight_decay),
      rate(hp.adam_lr),
    );
    return chain(
      masked(muon, ({ shape }) => shape.length >= 2),
      masked(adamw, ({ shape }) => shape.length < 2),
    );
  },
});
