import { type Batch, constant, read, readNumber, type Tree, type UpdateContext } from "steepest";

/** How long a signal each example has, and what keeping some of them makes of the gradient. */
export interface Sampled {
  readonly loss: Tree;
  readonly grads: Tree;
  readonly modelState: Tree;
}

type Given = Pick<
  UpdateContext<unknown>,
  "params" | "step" | "predictsLabels" | "rng" | "loss" | "perExampleLoss" | "lossAndGrad" | "take" | "size"
>;

/** The least part of the examples, the longest signals first, that has such a part of the sum of all lengths. */
export function keepRatio(lengths: readonly number[], preserved: number): number {
  const total = lengths.reduce((sum, length) => sum + length, 0);
  let sum = 0;
  const count = [...lengths]
    .sort((a, b) => b - a)
    .findIndex((length) => {
      sum += length;
      return sum >= preserved * total;
    });
  return count < 0 ? 1 : (count + 1) / lengths.length;
}

/** Each example's mean loss over its targets, with the masks of the step. */
async function lossesOf(ctx: Given, batch: Batch): Promise<readonly number[]> {
  const [losses = new Float32Array()] = await read(ctx.perExampleLoss(ctx.params, batch, { draw: ctx.step }));
  return [...losses];
}

/**
 * How long the gradient of each example is at the model's outputs, up to a factor of √2: with classes the norm of softmax − label is between 1 − e^(−loss) and √2 times that; of squared errors it is
 * √loss.
 */
const outputLengths = ({ predictsLabels }: Given, losses: readonly number[]): number[] =>
  losses.map((loss) => (predictsLabels ? -Math.expm1(-Math.max(0, loss)) : Math.sqrt(Math.max(0, loss))));

/**
 * Σ cᵢnᵢ / Σ nᵢ, nᵢ the targets of example i, which nothing tells: the mean loss weighed by cᵢ over the example's own loss in the same pass. Where that is 0 an example counts as one with the mean
 * number of targets.
 */
async function meanOverTargets(ctx: Given, batch: Batch, losses: readonly number[], c: readonly number[]) {
  const weights = losses.map((loss, i) => (loss === 0 ? 0 : (c[i] ?? 0) / loss));
  const unseen = losses.reduce((sum, loss, i) => sum + (loss === 0 ? (c[i] ?? 0) : 0), 0) / losses.length;
  const options = { draw: ctx.step, weights: constant(weights, [weights.length]) };
  return unseen + (await readNumber(ctx.loss(ctx.params, batch, options)));
}

/** Whether all examples of a batch have as many targets. Two forward passes. */
export async function haveEqualTargets(ctx: Given, batch: Batch): Promise<boolean> {
  // Roots: no few whole numbers of targets make up for one another.
  const roots = Array.from({ length: ctx.size(batch) }, (_, i) => Math.sqrt(i + 1));
  const mean = roots.reduce((sum, root) => sum + root, 0) / roots.length;
  const found = await meanOverTargets(ctx, batch, await lossesOf(ctx, batch), roots);
  return Math.abs(found / mean - 1) < 1e-4;
}

/** Probabilities ∝ length, at most 1, that add up to the number of examples to keep. */
function probabilities(lengths: readonly number[], ratio: number): number[] {
  let certain = new Set<number>();
  for (;;) {
    const rest = lengths.reduce((sum, length, i) => (certain.has(i) ? sum : sum + length), 0);
    const scale = rest > 0 ? (ratio * lengths.length - certain.size) / rest : 0;
    const more = lengths.flatMap((length, i) => (certain.has(i) || scale * length >= 1 ? [i] : []));
    if (more.length === certain.size)
      return lengths.map((length, i) => (certain.has(i) ? 1 : Math.max(scale * length, 1e-3)));
    certain = new Set(more);
  }
}

/**
 * For models between whose blocks nothing can be dropped: all layers keep the same examples. A forward pass of the whole batch says which, and these go through the model once more, weighed by the inverse of their
 * probabilities, so that the gradient is that of the whole batch for its expectation. A loss is divided by the targets of those that are kept: where not all examples have as many (`equalTargets` false), one more
 * forward pass of the whole batch says what part of its targets these are.
 */
export async function sampledExamples(
  ctx: Given,
  batch: Batch,
  { preserved, equalTargets }: { readonly preserved: number; readonly equalTargets: boolean },
): Promise<Sampled> {
  const size = ctx.size(batch);
  const losses = await lossesOf(ctx, batch);
  const lengths = outputLengths(ctx, losses);
  const keep = probabilities(lengths, keepRatio(lengths, preserved));
  const kept = keep.flatMap((probability, i) => (ctx.rng.number() < probability ? [i] : []));
  const places = kept.length > 0 ? kept : [ctx.rng.integer(size)];
  const chosen = new Set(kept);
  // Where all have as many it is the part of the examples.
  const part = equalTargets
    ? places.length / size
    : await meanOverTargets(
        ctx,
        batch,
        losses,
        losses.map((_, i) => (chosen.has(i) ? 1 : 0)),
      );
  const weights = places.map((i) => (kept.length > 0 ? part / (keep[i] ?? 1) : 0));
  return ctx.lossAndGrad(ctx.params, ctx.take(batch, places), {
    weights: constant(weights, [places.length]),
  });
}
