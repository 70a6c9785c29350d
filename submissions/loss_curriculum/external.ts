import { type Batch, baseOptimizer, defineSubmission, read, selecting, withDefaults } from "steepest";

/**
 * Curriculum by loss: of `pool` batches, the examples with the lowest losses make up one, from the easiest share λₖ of the pool; λₖ grows linearly to 1,
 * from where on every example counts alike; here with AdamW.
 *
 * `start` is the first λ (0.5; it is at least 1/pool), `growth_factor` the part of the run over which it grows, `pool` the batches that go forward for one that
 * is trained on, `lr` η (peak of the schedule), `beta1` β₁ (0.9), `beta2` β₂, `weight_decay` λ of the decay, `warmup_factor` the fraction of the run
 * spent on linear warmup before the cosine decay; without it η is constant.
 * Kumar, Packer & Koller 2010 (self-paced learning); pacing of Hacohen & Weinshall 2019, arXiv 1904.03626.
 */
export default defineSubmission(
  selecting({
    name: "loss_curriculum",
    ruleset: "external",
    description: "AdamW on the easiest examples first, by their current loss",
    paper: "arXiv 1904.03626",
    stateBytesPerParameter: 8,
    hyperparameters: {
      growth_factor: { feasible_points: [0.2, 0.5] },
      pool: { feasible_points: [2, 4] },
      lr: { min: 5e-4, max: 2e-2, scaling: "log" },
      beta2: { feasible_points: [0.99, 0.999] },
      weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
      warmup_factor: { feasible_points: [0.02, 0.05] },
    },
    optimizer: (hp) => baseOptimizer(withDefaults(hp, { base: "adamw", beta1: 0.9 })),
    initSelection: () => null,
    async select(ctx) {
      const { start, growth_factor, pool } = withDefaults(ctx.hyperparameters, { start: 0.5 });
      const progress = (ctx.step - 1) / Math.max(1, growth_factor * ctx.stepHint);
      const share = Math.max(1 / pool, start + (1 - start) * progress);
      if (share >= 1) return { batch: ctx.next(), state: null };
      const batches = Array.from({ length: pool }, () => ctx.next());
      const examples: { loss: number; batch: Batch; place: number }[] = [];
      for (const batch of batches) {
        const [losses = new Float32Array()] = await read(ctx.perExampleLoss(ctx.params, batch));
        losses.forEach((loss, place) => {
          examples.push({ loss, batch, place });
        });
      }
      const easiest = examples
        .sort((a, b) => a.loss - b.loss)
        .slice(0, Math.ceil(share * examples.length))
        // Of the easy ones any: the first of a random order.
        .map((example) => ({ ...example, key: ctx.rng.number() }))
        .sort((a, b) => a.key - b.key)
        .slice(0, ctx.size(batches[0] as Batch));
      const parts = batches.flatMap((batch) => {
        const places = easiest.filter((example) => example.batch === batch).map(({ place }) => place);
        return places.length > 0 ? [ctx.take(batch, places)] : [];
      });
      return { batch: ctx.concat(parts), state: null };
    },
  }),
);
