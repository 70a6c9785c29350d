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
 * The points that set the targets of the suites `standard` and `qualification`: each point set the target of the workloads that it stands under, as
 * `adamw`, `nadamw` or `nesterov`, whose updates these are. `lr` is the peak of the schedule, `one_minus_beta1` 1 − β₁ (of Nesterov's
 * method 1 − μ), `weight_decay` λ, coupled for `nesterov`, `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay.
 * A list in place of a space: the trials of a study are these points in order, so each target is within reach of one of them.
 *
 * docs/targets.md; the procedure is that of Dahl et al. 2023, arXiv 2306.07179.
 */
export default defineSubmission({
  name: "target_points_standard",
  ruleset: "external",
  description: "Baseline: the five points that set the targets of the suite standard",
  paper: "arXiv 2306.07179",
  stateBytesPerParameter: 8,
  hyperparameters: [
    // `mri_unet`, `ast_gnn`, `messages_transformer`
    {
      algorithm: "nadamw",
      lr: 0.008806910923467397,
      one_minus_beta1: 0.13136631615626085,
      beta2: 0.99,
      weight_decay: 0.05746670879059139,
      warmup_factor: 0.1,
    },
    // `flights_dlrm`
    {
      algorithm: "adamw",
      lr: 0.010799052109908851,
      one_minus_beta1: 0.2751604260779669,
      beta2: 0.999,
      weight_decay: 0.152999348142845,
      warmup_factor: 0.05,
    },
    // `speech_conformer`, `speech_deepspeech`, `brown_lm_large`
    {
      algorithm: "adamw",
      lr: 0.008806910923467397,
      one_minus_beta1: 0.13136631615626085,
      beta2: 0.99,
      weight_decay: 0.05746670879059139,
      warmup_factor: 0.1,
    },
    // `quickdraw_resnet`
    {
      algorithm: "nadamw",
      lr: 0.014529685861904423,
      one_minus_beta1: 0.036160790905898035,
      beta2: 0.99,
      weight_decay: 0.0004008467619622905,
      warmup_factor: 0.1,
    },
    // `quickdraw_vit`
    {
      algorithm: "nesterov",
      lr: 0.03443105469576339,
      one_minus_beta1: 0.03484674555006962,
      beta2: 0,
      weight_decay: 1.5444424707867196e-6,
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
