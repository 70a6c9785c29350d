import {
  chain,
  decayNewWeights,
  defineSubmission,
  scaleByLearningRate,
  scaleBySoap,
  warmupCosine,
} from "steepest";

/**
 * SOAP at one fixed point for every workload. The update and its arguments are those of `soap`.
 *
 * The point is what `steepest calibrate` found on the suite `quick`: docs/calibration.md. Vyas et al. 2024, arXiv 2409.11321.
 */
export default defineSubmission({
  name: "soap_self",
  ruleset: "self",
  description:
    "SOAP (Adam in Shampoo's eigenbasis), linear warmup and cosine decay; one fixed point for every workload",
  paper: "arXiv 2409.11321",
  stateBytesPerParameter: 24.9,
  hyperparameters: [
    {
      lr: 0.010069,
      one_minus_beta1: 0.22087,
      beta2: 0.95,
      shampoo_beta: 0.95,
      eps: 1e-8,
      weight_decay: 0.0032473,
      precondition_frequency: 10,
      max_precond_dim: 256,
      precondition_1d: false,
      normalize_grads: false,
      correct_bias: true,
      warmup_factor: 0.1,
    },
  ],
  optimizer: (hp) => {
    const rate = warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor });
    const soap = scaleBySoap({
      beta1: 1 - hp.one_minus_beta1,
      beta2: hp.beta2,
      shampooBeta: hp.shampoo_beta,
      eps: hp.eps,
      frequency: hp.precondition_frequency,
      longestSide: hp.max_precond_dim,
      vectors: hp.precondition_1d,
      normalize: hp.normalize_grads,
      biasCorrection: hp.correct_bias,
    });
    return chain(soap, scaleByLearningRate(rate), decayNewWeights(hp.weight_decay, rate, 2));
  },
});
