import {
  add,
  addScaled,
  chain,
  defineSubmission,
  div,
  greater,
  leafNorm,
  masked,
  minimum,
  momentum,
  mul,
  onesLike,
  scaleByLearningRate,
  stateless,
  warmupCosine,
  where,
  withDefaults,
  zerosLike,
} from "steepest";

/** u = τ‖p‖/(‖g‖ + λ‖p‖ + ε) · (g + λp) per tensor; u = g where a norm is 0. */
const localLearningRate = (trust: number, decay: number, eps: number) =>
  stateless((g, { params }) => {
    const [p, norm] = [leafNorm(params), leafNorm(g)];
    const scaled = greater(minimum(p, norm), 0);
    const ratio = div(mul(p, trust), add(addScaled(norm, p, decay), eps));
    const decayed = add(g, mul(params, where(scaled, mul(onesLike(p), decay), zerosLike(p))));
    return mul(decayed, where(scaled, ratio, onesLike(p)));
  });

/**
 * LARS: momentum on gradients scaled to the length of their layer.
 * u = τ‖p‖/(‖g‖ + λ‖p‖ + ε) · (g + λp) per tensor, b ← μb + u, p ← p − ηb.
 *
 * `lr` is η (peak of the schedule), `momentum` μ (0.9), `weight_decay` λ (5e-4; at 0 nothing is scaled, as in the reference code),
 * `trust_coefficient` τ (1e-3), `eps` ε (1e-8), `exclude_1d` leaves vectors (biases, norms) to plain momentum without decay, `warmup_factor` the
 * fraction of the run spent on linear warmup before the cosine decay; without it η is constant.
 * You, Gitman & Ginsburg 2017, arXiv 1708.03888, algorithm 1.
 */
export default defineSubmission({
  name: "lars",
  ruleset: "external",
  description: "LARS with linear warmup and cosine decay",
  paper: "arXiv 1708.03888",
  stateBytesPerParameter: 4,
  hyperparameters: {
    lr: { min: 1e-2, max: 0.5, scaling: "log" },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    trust_coefficient: { min: 1e-3, max: 3e-2, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer(point) {
    const hp = withDefaults(point, { momentum: 0.9, eps: 1e-8, exclude_1d: true });
    const scaled = localLearningRate(hp.trust_coefficient, hp.weight_decay, hp.eps);
    const step = [
      momentum({ momentum: hp.momentum }),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    ];
    if (hp.weight_decay === 0) return chain(...step);
    return chain(hp.exclude_1d ? masked(scaled, ({ shape }) => shape.length > 1) : scaled, ...step);
  },
});
