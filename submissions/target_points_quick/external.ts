import {
  addDecayedWeights,
  chain,
  defineSubmission,
  momentum,
  scaleByAdam,
  scaleByLearningRate,
  scaleByNadam,
  warmupCosine,
} from "steepest";

/**
 * The points that set the targets of the suite `quick`: each point set the target of the workloads that it stands under, as
 * `adamw`, `nadamw` or `nesterov`, whose updates these are. `lr` is the peak of the schedule, `one_minus_beta1` 1 − β₁ (of Nesterov's
 * method 1 − μ), `weight_decay` λ, coupled for `nesterov`, `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay.
 * A list in place of a space: the trials of a study are these points in order, so each target is within reach of one of them.
 *
 * docs/targets.md; the procedure is that of Dahl et al. 2023, arXiv 2306.07179.
 */
export default defineSubmission({
  name: "target_points_quick",
  ruleset: "external",
  description: "Baseline: the three points that set the targets of the suite quick",
  paper: "arXiv 2306.07179",
  stateBytesPerParameter: 8,
  hyperparameters: [
    // `mnist_mlp`
    {
      algorithm: "adamw",
      lr: 0.004134771217063764,
      one_minus_beta1: 0.17600450970987452,
      beta2: 0.95,
      weight_decay: 0.027045285414092374,
      warmup_factor: 0.02,
    },
    // `brown_lm`
    {
      algorithm: "nadamw",
      lr: 0.004134771217063764,
      one_minus_beta1: 0.17600450970987452,
      beta2: 0.95,
      weight_decay: 0.027045285414092374,
      warmup_factor: 0.02,
    },
    // `mnist_cnn`
    {
      algorithm: "nadamw",
      lr: 0.01169165456961577,
      one_minus_beta1: 0.026495457025174727,
      beta2: 0.95,
      weight_decay: 0.004809289654152739,
      warmup_factor: 0.02,
    },
  ],
  optimizer: (hp) => {
    const beta1 = 1 - hp.one_minus_beta1;
    const learningRate = scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor }));
    const decay = addDecayedWeights(hp.weight_decay);
    if (hp.algorithm === "nesterov")
      return chain(decay, momentum({ momentum: beta1, nesterov: true }), learningRate);
    const scaled = hp.algorithm === "adamw" ? scaleByAdam : scaleByNadam;
    return chain(scaled({ beta1, beta2: hp.beta2, eps: 1e-8 }), decay, learningRate);
  },
});
