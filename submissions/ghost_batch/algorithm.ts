import {
  add,
  addScaled,
  type BatchSizeLimits,
  type Context,
  div,
  globalNorm,
  maximum,
  mul,
  type Tree,
  type UpdateContext,
  warmupCosine,
  zerosLike,
} from "steepest";

type Point = Readonly<
  Record<
    "factor" | "ghosts" | "lr" | "one_minus_momentum" | "weight_decay" | "max_norm" | "warmup_factor",
    number
  >
>;

/** How many of the workload's batches one has: M, or less where the workload takes no batch as large. */
let enlarged = 1;

/** M times the workload's batch, up to the largest that it takes. */
export function largeBatch({ default: usual, max }: BatchSizeLimits, { factor }: Point): number {
  const size = Math.min(max, usual * factor);
  enlarged = size / usual;
  return size;
}

const limitedTo = (limit: number, g: Tree): Tree => mul(g, div(limit, maximum(globalNorm(g), limit)));

export const initGhosts = (ctx: Context<Point>): { buffer: Tree } => ({ buffer: zerosLike(ctx.params) });

/**
 * Ghost batch normalisation, of "Train longer, generalize better": a large batch whose batch norm sees parts of it (ghosts) with statistics of their own, at a
 * learning rate that grows with the root of the batch, so that steps vary as much as those of a small one.
 * g = the mean of the gradients of the batch's G ghosts, by their examples, running statistics from one ghost to the next; g ← g·min(1, c/‖g‖) + λp, b ← μb + g,
 * p ← p − √M·ηb.
 *
 * `factor` is M, how many of the workload's batches make one, `ghosts` G, `lr` η, the rate for the workload's own batch (peak of the schedule),
 * `one_minus_momentum` 1 − μ, `weight_decay` λ (coupled), `max_norm` c (0: no limit), `warmup_factor` the fraction of the run spent on linear warmup before the
 * cosine decay; without it η is constant. Where M batches are more than the workload takes at once, M is what it takes, in the rate, too. g is the gradient of the large batch's mean loss, but for the ghosts' own
 * batch statistics, where examples have as many targets each; where they do not (sentences, utterances), a target counts the more the fewer its ghost has, since a ghost's number of targets is not told. Hoffer, Hubara & Soudry 2017, arXiv 1705.08741, eq. 7, algorithm 1 and §3 (as many updates as with a small batch: the schedule
 * stretches over steps, not over epochs).
 */
export function updateByGhosts(ctx: UpdateContext<{ buffer: Tree }, Point>) {
  const { hyperparameters: hp, params, batch, state } = ctx;
  let { modelState } = ctx;
  const size = ctx.size(batch);
  const ghosts = Math.min(hp.ghosts, size);
  let sum = zerosLike(params);
  for (let i = 0; i < ghosts; i++) {
    const from = Math.floor((i * size) / ghosts);
    const count = Math.floor(((i + 1) * size) / ghosts) - from;
    const ghost = ctx.take(
      batch,
      Array.from({ length: count }, (_, j) => from + j),
    );
    const one = ctx.lossAndGrad(params, ghost, { modelState });
    modelState = one.modelState;
    sum = addScaled(sum, one.grads, count / size);
  }
  const limited = hp.max_norm > 0 ? limitedTo(hp.max_norm, sum) : sum;
  const g = addScaled(limited, params, hp.weight_decay);
  const buffer = add(mul(state.buffer, 1 - hp.one_minus_momentum), g);
  const rate = warmupCosine({ peak: hp.lr * Math.sqrt(enlarged), warmupFactor: hp.warmup_factor })(ctx);
  return { params: addScaled(params, buffer, -rate), modelState, state: { buffer } };
}
