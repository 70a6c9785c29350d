import { baseOptimizer, defineSubmission, lawa } from "steepest";

/**
 * Latest weight averaging around SGD: g ← ∇f(p) + λp, b ← μb + g, p ← p − ηb; every `interval` steps p joins a queue of length k, whose mean is
 * evaluated once the queue is full.
 *
 * `queue_length` is k (5), `interval` counts steps; left out, it is `interval_factor` of the run, at least one step (the paper: an epoch). `lr` is
 * η (peak of the schedule), `one_minus_momentum` 1 − μ, `nesterov` whether the base looks ahead, `weight_decay` λ (coupled), `warmup_factor` the
 * fraction of the run spent on linear warmup before the cosine decay; without it η is constant. Kaddour 2022, arXiv 2209.14981.
 */
export default defineSubmission({
  name: "lawa",
  ruleset: "external",
  description: "Latest weight averaging around SGD with momentum, linear warmup and cosine decay",
  paper: "arXiv 2209.14981",
  stateBytesPerParameter: 24,
  hyperparameters: {
    queue_length: { feasible_points: [5] },
    interval_factor: { feasible_points: [0.01, 0.02, 0.05] },
    lr: { min: 1e-3, max: 0.5, scaling: "log" },
    one_minus_momentum: { min: 1e-2, max: 0.3, scaling: "log" },
    nesterov: { feasible_points: [false, true] },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer(hp) {
    const { interval } = { ...hp } as { interval?: number };
    return lawa(baseOptimizer({ ...hp, momentum: 1 - hp.one_minus_momentum }), {
      queueLength: hp.queue_length,
      interval: interval ?? (({ stepHint }) => Math.max(1, Math.round(hp.interval_factor * stepHint))),
    });
  },
});
