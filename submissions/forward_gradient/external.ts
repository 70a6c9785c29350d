import {
  addScaled,
  chain,
  defineSubmission,
  dot,
  momentum,
  mul,
  scaleByLearningRate,
  stateless,
  warmupCosine,
  withDefaults,
} from "steepest";

/** (∇f·v)v with v standard normal (or ±1), averaged over so many draws. */
const forwardGradient = (draws: number, rademacher: boolean) =>
  stateless((g, { rng }) => {
    let sum = mul(g, 0);
    for (let i = 0; i < draws; i++) {
      const v = rademacher ? rng.rademacher(g) : rng.normal(g);
      sum = addScaled(sum, mul(v, dot(g, v)), 1 / draws);
    }
    return sum;
  });

/**
 * Forward gradient: g = (∇f·v)v with v ~ N(0, I) is unbiased, b ← μb + g, p ← p − ηb.
 *
 * The directional derivative ∇f·v is exact; the contract has no forward mode, so it is taken as the inner product with a gradient: the
 * algorithm's path, not its saving of time and memory. `draws` are directions averaged in a step (1), `rademacher` whether v is ±1 instead of
 * normal, `lr` η (peak of the schedule), `momentum` μ, `warmup_factor` the fraction of the run spent on linear warmup before the
 * cosine decay; without it η is constant. Baydin et al. 2022, arXiv 2202.08587.
 */
export default defineSubmission({
  name: "forward_gradient",
  ruleset: "external",
  description: "Forward gradients: exact directional derivatives along random directions, with SGD",
  paper: "arXiv 2202.08587",
  stateBytesPerParameter: 4,
  hyperparameters: {
    draws: { feasible_points: [16] },
    lr: { min: 1e-3, max: 5e-2, scaling: "log" },
    momentum: { feasible_points: [0.9] },
    warmup_factor: { feasible_points: [0.02, 0.05] },
  },
  optimizer(point) {
    const hp = withDefaults(point, { rademacher: true });
    return chain(
      forwardGradient(hp.draws, hp.rademacher),
      momentum({ momentum: hp.momentum }),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    );
  },
});
