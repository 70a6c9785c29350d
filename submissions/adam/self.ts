import {
  addDecayedWeights,
  chain,
  defineSubmission,
  scaleByAdam,
  scaleByAmsgrad,
  scaleByLearningRate,
  warmupCosine,
} from "steepest";

/**
 * Adam with coupled weight decay at one fixed point for every workload. The update and its arguments are those of `adam`.
 *
 * The point is what `steepest calibrate` found on the suite `quick`: docs/calibration.md. Kingma & Ba 2015, arXiv 1412.6980, algorithm 1.
 */
export default defineSubmission({
  name: "adam_self",
  ruleset: "self",
  description:
    "Adam with coupled weight decay, linear warmup and cosine decay; one fixed point for every workload",
  paper: "arXiv 1412.6980",
  stateBytesPerParameter: 8,
  hyperparameters: [
    {
      lr: 0.0065525,
      one_minus_beta1: 0.28935,
      beta2: 0.99,
      eps: 1e-8,
      weight_decay: 0.00002198,
      amsgrad: false,
      warmup_factor: 0.05,
    },
  ],
  optimizer(hp) {
    const moments = { beta1: 1 - hp.one_minus_beta1, beta2: hp.beta2, eps: hp.eps };
    return chain(
      addDecayedWeights(hp.weight_decay),
      hp.amsgrad ? scaleByAmsgrad(moments) : scaleByAdam(moments),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    );
  },
});
