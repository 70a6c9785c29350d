import {
  addDecayedWeights,
  chain,
  defineSubmission,
  scaleByDemo,
  scaleByLearningRate,
  warmupCosine,
} from "steepest";

/**
 * DeMo: sign steps along the strongest cosine coefficients of the momentum, which then leave it. Δ ← βΔ + ηg,
 * q ← DCT⁻¹(top-k of DCT(Δ)) block by block, Δ ← Δ − q, p ← p − η(sign(q) + λp). One worker: nothing is exchanged.
 *
 * `lr` is η (peak of the schedule), `compression_decay` β, `compression_topk` k, `compression_chunk` the longest side of a block (the largest
 * divisor of a side up to it), `weight_decay` λ; `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay;
 * without it η is constant. Peng et al. 2024, arXiv 2411.19870.
 */
export default defineSubmission({
  name: "demo",
  ruleset: "external",
  description: "Decoupled momentum (DeMo) on one worker, linear warmup and cosine decay",
  paper: "arXiv 2411.19870",
  stateBytesPerParameter: 4,
  hyperparameters: {
    lr: { min: 1e-4, max: 1e-2, scaling: "log" },
    compression_decay: { feasible_points: [0.9, 0.99, 0.999] },
    compression_topk: { feasible_points: [8, 32] },
    compression_chunk: { feasible_points: [64] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (hp) => {
    const rate = warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor });
    const demo = scaleByDemo({
      learningRate: rate,
      decay: hp.compression_decay,
      chunk: hp.compression_chunk,
      count: hp.compression_topk,
    });
    return chain(demo, addDecayedWeights(hp.weight_decay), scaleByLearningRate(rate));
  },
});
