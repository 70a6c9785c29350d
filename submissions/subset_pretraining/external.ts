import { type Batch, baseOptimizer, defineSubmission, selecting, withDefaults } from "steepest";

let trainingSet = 0;

/**
 * Subset pretraining: the first part of the run goes over a small subset of the training set again and again, the rest over all of it; here with
 * AdamW. Where the subset still determines the parameters, its minimum is near that of the whole.
 *
 * `subset_factor` is the subset as a fraction of the training set (whole batches, at least one), `pretrain_factor` the part of the run spent on it, `lr` η
 * (peak of the schedule), `beta1` β₁ (0.9), `beta2` β₂, `weight_decay` λ, `warmup_factor` the fraction of the run spent on linear warmup before
 * the cosine decay; without it η is constant. Spörer, Bermeitinger & Hrycej 2024, arXiv 2410.16523.
 */
export default defineSubmission(
  selecting({
    name: "subset_pretraining",
    ruleset: "external",
    description: "AdamW that starts on a small subset of the training set",
    paper: "arXiv 2410.16523",
    stateBytesPerParameter: 8,
    hyperparameters: {
      subset_factor: { feasible_points: [0.1, 0.25, 0.5] },
      pretrain_factor: { feasible_points: [0.2, 0.5] },
      lr: { min: 5e-4, max: 2e-2, scaling: "log" },
      beta2: { feasible_points: [0.99, 0.999] },
      weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
      warmup_factor: { feasible_points: [0.02, 0.05] },
    },
    batchSize(limits) {
      trainingSet = limits.trainingSet;
      return limits.default;
    },
    optimizer: (hp) => baseOptimizer(withDefaults(hp, { base: "adamw", beta1: 0.9 })),
    initSelection: (): { subset: readonly Batch[] } => ({ subset: [] }),
    select(ctx) {
      const { subset_factor, pretrain_factor } = ctx.hyperparameters;
      const { subset } = ctx.state;
      if (ctx.step > pretrain_factor * ctx.stepHint) return { batch: ctx.next(), state: { subset: [] } };
      const [first] = subset;
      const batches = first ? Math.max(1, Math.round((subset_factor * trainingSet) / ctx.size(first))) : 1;
      if (first && subset.length >= batches) {
        return { batch: subset[(ctx.step - 1) % subset.length] ?? first, state: ctx.state };
      }
      const batch = ctx.next();
      return { batch, state: { subset: [...subset, batch] } };
    },
  }),
);
