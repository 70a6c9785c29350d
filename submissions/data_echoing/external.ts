import { type Batch, baseOptimizer, defineSubmission, selecting } from "steepest";

/**
 * Data echoing: every batch is used e times in a row before the next one is fetched; here with SGD: g ← ∇f(p) + λp, b ← μb + g, p ← p − ηb.
 *
 * `echo_factor` is e, `lr` η (peak of the schedule), `one_minus_momentum` 1 − μ, `weight_decay` λ (coupled), `warmup_factor` the fraction of the run
 * spent on linear warmup before the cosine decay; without it η is constant. An echo has the augmentation of the first use (batch
 * echoing after augmentation). Choi et al. 2019, arXiv 1907.05550.
 */
export default defineSubmission(
  selecting({
    name: "data_echoing",
    ruleset: "external",
    description: "SGD with momentum that uses every batch several times in a row",
    paper: "arXiv 1907.05550",
    stateBytesPerParameter: 4,
    hyperparameters: {
      echo_factor: { feasible_points: [2, 3, 4] },
      lr: { min: 1e-3, max: 0.5, scaling: "log" },
      one_minus_momentum: { min: 1e-2, max: 0.3, scaling: "log" },
      weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
      warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
    },
    optimizer: (hp) => baseOptimizer({ ...hp, momentum: 1 - hp.one_minus_momentum }),
    initSelection: (): { last: Batch | null } => ({ last: null }),
    select(ctx) {
      const isEcho = (ctx.step - 1) % ctx.hyperparameters.echo_factor !== 0;
      const batch = (isEcho ? ctx.state.last : null) ?? ctx.next();
      return { batch, state: { last: batch } };
    },
  }),
);
