import {
  add,
  addScaled,
  type BaseOptimizerOptions,
  type Batch,
  baseOptimizer,
  constant,
  defineSubmission,
  dot,
  fromLeaves,
  mul,
  read,
  sub,
  type Transform,
  type Tree,
  type UpdateContext,
  withDefaults,
} from "steepest";

type Point = BaseOptimizerOptions & Readonly<Record<"tau" | "alpha" | "every" | "probes", number>>;

interface State {
  readonly base: readonly unknown[];
  /** The part of the gradients' size that the kept examples have to have. */
  readonly preserved: number;
}

const base = (hp: Point): Transform<readonly unknown[]> => baseOptimizer(withDefaults(hp, { base: "adamw" }));

/**
 * How long the gradient of each example is at the model's outputs, up to a factor of √2: with classes the norm of softmax − label is between 1 − e^(−loss) and √2 times that; of squared errors it is
 * √loss.
 */
async function gradientNorms(ctx: UpdateContext<State, Point>, batch: Batch): Promise<number[]> {
  const [losses = new Float32Array()] = await read(ctx.perExampleLoss(ctx.params, batch, { draw: ctx.step }));
  return [...losses].map((loss) =>
    ctx.predictsLabels ? -Math.expm1(-Math.max(0, loss)) : Math.sqrt(Math.max(0, loss)),
  );
}

/** The least part of the examples, the longest gradients first, that has such a part of the sum of all lengths. */
function keepRatio(norms: readonly number[], preserved: number): number {
  const total = norms.reduce((sum, norm) => sum + norm, 0);
  let sum = 0;
  const count = [...norms]
    .sort((a, b) => b - a)
    .findIndex((norm) => {
      sum += norm;
      return sum >= preserved * total;
    });
  return count < 0 ? 1 : (count + 1) / norms.length;
}

/** Probabilities ∝ length, at most 1, that add up to the number of examples to keep. */
function probabilities(norms: readonly number[], ratio: number): number[] {
  let certain = new Set<number>();
  for (;;) {
    const rest = norms.reduce((sum, norm, i) => (certain.has(i) ? sum : sum + norm), 0);
    const scale = rest > 0 ? (ratio * norms.length - certain.size) / rest : 0;
    const more = norms.flatMap((norm, i) => (certain.has(i) || scale * norm >= 1 ? [i] : []));
    if (more.length === certain.size)
      return norms.map((norm, i) => (certain.has(i) ? 1 : Math.max(scale * norm, 1e-3)));
    certain = new Set(more);
  }
}

/** The gradient of a batch with examples dropped at random, longer gradients less often, and the kept ones weighed by 1/probability. */
async function sampledGradient(ctx: UpdateContext<State, Point>, batch: Batch, preserved: number) {
  const size = ctx.size(batch);
  const norms = await gradientNorms(ctx, batch);
  const keep = probabilities(norms, keepRatio(norms, preserved));
  const kept = keep.flatMap((probability, i) => (ctx.rng.number() < probability ? [i] : []));
  const places = kept.length > 0 ? kept : [ctx.rng.integer(size)];
  const weights = places.map((i) => (kept.length > 0 ? places.length / (size * (keep[i] ?? 1)) : 0));
  return ctx.lossAndGrad(ctx.params, ctx.take(batch, places), {
    weights: constant(weights, [places.length]),
  });
}

/** Variance of the batches' gradients, and what sampling within them adds to it, from as many batches. */
async function variances(ctx: UpdateContext<State, Point>, preserved: number) {
  const batches = ctx.hyperparameters.probes;
  const each = Array.from({ length: batches }, () => ctx.next());
  const whole = each.map((batch) => ctx.lossAndGrad(ctx.params, batch, { updateBatchNorm: false }).grads);
  const mean = mul(
    whole.reduce((sum, g) => add(sum, g)),
    1 / batches,
  );
  const square = (x: Tree) => dot(x, x);
  const within: Tree[] = [];
  for (const [i, batch] of each.entries())
    within.push(square(sub((await sampledGradient(ctx, batch, preserved)).grads, whole[i] as Tree)));
  const between = whole.map((g) => square(addScaled(g, mean, -1)));
  const values = (await read(fromLeaves([...between, ...within]))).map(([value = 0]) => value);
  const sum = (some: readonly number[]) => some.reduce((total, value) => total + value, 0);
  return {
    sgd: sum(values.slice(0, batches)) / (batches - 1),
    sampling: sum(values.slice(batches)) / batches,
  };
}

/**
 * Variance-controlled adaptive sampling: of every batch only some examples go backward, those with long gradients more likely, weighed so that the gradient stays unbiased; as few as keep the variance
 * that this adds below τ times that of the batches themselves. Around AdamW.
 * Norms nᵢ of the gradients at the outputs; ρ the least part of the batch with s·Σnᵢ; example i is kept with pᵢ ∝ nᵢ (≤ 1, Σpᵢ = ρB) and weighed by 1/pᵢ; every F steps s goes up by α where sampling
 * adds more than τ of the variance, else down by α.
 *
 * `tau` is τ (0.025), `alpha` α (0.01), `every` F as a part of the run, `probes` M, the batches that variances are estimated from, `lr` η (peak of the schedule), `beta1` β₁, `beta2` β₂, `weight_decay` λ,
 * `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay. A forward pass of the whole batch says which examples to keep; the kept ones go forward once more. Here all layers keep
 * the same examples: the paper drops more of them layer by layer (and tokens in the weights' gradients), inside of the backward pass, which the contract does not open.
 * Wang et al. 2024, arXiv 2402.17227, algorithm 1 with one ρ for all layers.
 */
export default defineSubmission({
  name: "vcas",
  ruleset: "external",
  description: "AdamW on as few weighed examples of each batch as keep the variance under control",
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
  init: (ctx): State => ({ base: base(ctx.hyperparameters).init(ctx.params), preserved: 1 }),
  async update(ctx) {
    const { hyperparameters: hp, params, step } = ctx;
    let { preserved } = ctx.state;
    if (hp.tau > 0 && step % Math.max(1, Math.round(hp.every * ctx.stepHint)) === 0) {
      const { sgd, sampling } = await variances(ctx, preserved);
      preserved = Math.min(
        1,
        Math.max(hp.alpha, preserved + (sampling > hp.tau * sgd ? hp.alpha : -hp.alpha)),
      );
    }
    // With all of the lengths preserved every example is kept.
    const { loss, grads, modelState } =
      preserved < 1 ? await sampledGradient(ctx, ctx.batch, preserved) : ctx.lossAndGrad(params, ctx.batch);
    const context = Object.create(ctx, {
      ...Object.getOwnPropertyDescriptors({ gradientParams: params, trainLoss: loss }),
    });
    const made = base(hp).update(grads, ctx.state.base, context);
    return { params: add(params, made.updates), modelState, state: { base: made.state, preserved } };
  },
});
