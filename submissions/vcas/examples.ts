import { type Batch, constant, read, type Tree, type UpdateContext } from "steepest";

/** How long a signal each example has, and what keeping some of them makes of the gradient. */
export interface Sampled {
  readonly loss: Tree;
  readonly grads: Tree;
  readonly modelState: Tree;
}

type Given = Pick<
  UpdateContext<unknown>,
  "params" | "step" | "predictsLabels" | "rng" | "perExampleLoss" | "lossAndGrad" | "take" | "size"
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

/**
 * How long the gradient of each example is at the model's outputs, up to a factor of √2: with classes the norm of softmax − label is between 1 − e^(−loss) and √2 times that; of squared errors it is
 * √loss.
 */
async function outputLengths(ctx: Given, batch: Batch): Promise<number[]> {
  const [losses = new Float32Array()] = await read(ctx.perExampleLoss(ctx.params, batch, { draw: ctx.step }));
  return [...losses].map((loss) =>
    ctx.predictsLabels ? -Math.expm1(-Math.max(0, loss)) : Math.sqrt(Math.max(0, loss)),
  );
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
 * probabilities.
 */
export async function sampledExamples(ctx: Given, batch: Batch, preserved: number): Promise<Sampled> {
  const size = ctx.size(batch);
  const lengths = await outputLengths(ctx, batch);
  const keep = probabilities(lengths, keepRatio(lengths, preserved));
  const kept = keep.flatMap((probability, i) => (ctx.rng.number() < probability ? [i] : []));
  const places = kept.length > 0 ? kept : [ctx.rng.integer(size)];
  const weights = places.map((i) => (kept.length > 0 ? places.length / (size * (keep[i] ?? 1)) : 0));
  return ctx.lossAndGrad(ctx.params, ctx.take(batch, places), {
    weights: constant(weights, [places.length]),
  });
}
