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
 * Muon at one fixed point for every workload. The update and its arguments are those of `muon`.
 *
 * The point is what `steepest calibrate` found on the suite `quick`: docs/calibration.md. Jordan et al. 2024, https://kellerjordan.github.io/posts/muon/.
 */
export default defineSubmission({
  name: "muon_self",
  ruleset: "self",
  description:
    "Muon on matrices and filters, AdamW on vectors, linear warmup and cosine decay; one fixed point for every workload",
  paper: "https://kellerjordan.github.io/posts/muon/",
  stateBytesPerParameter: 4.3,
  hyperparameters: [
    {
      lr: 0.0088162,
      one_minus_momentum: 0.1,
      nesterov: true,
      ns_steps: 5,
      weight_decay: 0.00054992,
      adam_lr: 0.014824,
      adam_beta1: 0.9,
      adam_beta2: 0.95,
      adam_eps: 1e-10,
      adam_weight_decay: 0,
      warmup_factor: 0.1,
    },
  ],
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
