import {
  add,
  addScaled,
  chain,
  defineSubmission,
  mul,
  projectRadially,
  scaleByLearningRate,
  type Transform,
  type Tree,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";

interface ProjectedMomentumOptions {
  readonly momentum: number;
  readonly dampening: number;
  readonly nesterov: boolean;
  readonly weightDecay: number;
  readonly delta: number;
  readonly decayRatio: number;
  readonly eps: number;
}

/** Momentum without its radial part. As in the authors' code, the buffer keeps what was projected, but not under Nesterov. */
const projectedMomentum = (options: ProjectedMomentumOptions): Transform<{ readonly buffer: Tree }> => ({
  init: (params) => ({ buffer: zerosLike(params) }),
  update(g, state, { params }) {
    const { momentum: mu, dampening, nesterov, weightDecay } = options;
    const buffer = addScaled(mul(state.buffer, mu), g, 1 - dampening);
    const moved = nesterov ? addScaled(g, buffer, mu) : buffer;
    const { direction, decay } = projectRadially(params, g, moved, options);
    const decayed = mul(params, mul(decay, weightDecay / (1 - mu)));
    return { updates: add(direction, decayed), state: { buffer: nesterov ? buffer : direction } };
  },
});

/**
 * SGDP: momentum that does not grow the norm of scale-invariant weights.
 * b ← μb + (1−d)g, b ← Π(b) and ρ = `wd_ratio` where the gradient is orthogonal to the weights (cosine below δ/√dim, per output channel or as a
 * whole), else ρ = 1; p ← p − η(b + ρλ/(1−μ) · p).
 *
 * `lr` is η (peak of the schedule), `momentum` μ (0.9), `dampening` d (0), `weight_decay` λ (0), `nesterov` looks ahead, `eps` (1e-8), `delta` δ
 * (0.1), `wd_ratio` ρ (0.1), `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is
 * constant. Vectors are not projected.
 * Heo et al. 2021, arXiv 2006.08217, algorithm 1.
 */
export default defineSubmission({
  name: "sgdp",
  ruleset: "external",
  description: "SGDP with linear warmup and cosine decay",
  paper: "arXiv 2006.08217",
  stateBytesPerParameter: 4,
  hyperparameters: {
    lr: { min: 1e-3, max: 0.5, scaling: "log" },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    nesterov: { feasible_points: [false, true] },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer(point) {
    const hp = withDefaults(point, { momentum: 0.9, dampening: 0, eps: 1e-8, delta: 0.1, wd_ratio: 0.1 });
    return chain(
      projectedMomentum({
        momentum: hp.momentum,
        dampening: hp.dampening,
        nesterov: hp.nesterov,
        weightDecay: hp.weight_decay,
        delta: hp.delta,
        decayRatio: hp.wd_ratio,
        eps: hp.eps,
      }),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    );
  },
});
