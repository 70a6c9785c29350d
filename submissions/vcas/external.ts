import {
  add,
  addScaled,
  type Batch,
  baseOptimizer,
  defineSubmission,
  dot,
  fromLeaves,
  mul,
  read,
  type SelectContext,
  selecting,
  sub,
  withDefaults,
} from "steepest";

interface Selection {
  /** Part of each batch that is trained on. */
  readonly ratio: number;
}

/** So many places of a batch, drawn without putting back. */
function subset(ctx: SelectContext<Selection, object>, batch: Batch, ratio: number): Batch {
  const size = ctx.size(batch);
  const places = Array.from({ length: size }, (_, place) => place);
  const count = Math.max(1, Math.round(ratio * size));
  for (let i = 0; i < count; i++) {
    const other = i + ctx.rng.integer(size - i);
    [places[i], places[other]] = [places[other] as number, places[i] as number];
  }
  return count === size ? batch : ctx.take(batch, places.slice(0, count));
}

/** Variance of the batches' gradients, and what sampling within them adds to it, from as many batches. */
async function variances(ctx: SelectContext<Selection, object>, batches: number) {
  const each = Array.from({ length: batches }, () => ctx.next());
  const gradient = (batch: Batch) => ctx.lossAndGrad(ctx.params, batch, { updateBatchNorm: false }).grads;
  const whole = each.map(gradient);
  const mean = mul(
    whole.reduce((sum, g) => add(sum, g)),
    1 / batches,
  );
  const square = (x: typeof mean) => dot(x, x);
  const between = whole.map((g) => square(sub(g, mean)));
  const within = each.map((batch, i) =>
    square(addScaled(gradient(subset(ctx, batch, ctx.state.ratio)), whole[i] as typeof mean, -1)),
  );
  const values = (await read(fromLeaves([...between, ...within]))).map(([value = 0]) => value);
  const sum = (some: readonly number[]) => some.reduce((total, value) => total + value, 0);
  return {
    sgd: sum(values.slice(0, batches)) / (batches - 1),
    sampling: sum(values.slice(batches)) / batches,
  };
}

/**
 * Variance-controlled sampling: of every batch a random part ρ is trained on, and every F steps ρ goes up by α where the variance that this adds exceeds
 * τ times that of the batches themselves, else down by α; here with AdamW. The gradient stays unbiased.
 *
 * `tau` is τ (0.025), `alpha` α (0.01), `every` F (as a fraction of the run), `probes` M, the batches that the variances are estimated from, `lr` η (peak of
 * the schedule), `beta1` β₁, `beta2` β₂, `weight_decay` λ, `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay.
 * Wang et al. 2024, arXiv 2402.17227: its controller on whole examples, drawn uniformly; its sampling within layers needs the backward pass.
 */
export default defineSubmission(
  selecting({
    name: "vcas",
    ruleset: "external",
    description: "AdamW on as small a part of each batch as keeps the variance under control",
    paper: "arXiv 2402.17227",
    stateBytesPerParameter: 8,
    hyperparameters: {
      tau: { feasible_points: [0.025, 0.1, 0.5] },
      alpha: { feasible_points: [0.05] },
      every: { feasible_points: [0.01, 0.02] },
      probes: { feasible_points: [2] },
      lr: { min: 5e-4, max: 2e-2, scaling: "log" },
      beta1: { feasible_points: [0.9] },
      beta2: { feasible_points: [0.99, 0.999] },
      weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
      warmup_factor: { feasible_points: [0.02, 0.05] },
    },
    optimizer: (hp) => baseOptimizer(withDefaults(hp, { base: "adamw" })),
    initSelection: (): Selection => ({ ratio: 1 }),
    async select(ctx) {
      const { tau, alpha, every, probes } = ctx.hyperparameters;
      let { ratio } = ctx.state;
      if (ctx.step % Math.max(1, Math.round(every * ctx.stepHint)) === 0) {
        const { sgd, sampling } = await variances(ctx, probes);
        ratio = Math.min(1, Math.max(alpha, ratio + (sampling > tau * sgd ? alpha : -alpha)));
      }
      return { batch: subset(ctx, ctx.next(), ratio), state: { ratio } };
    },
  }),
);
