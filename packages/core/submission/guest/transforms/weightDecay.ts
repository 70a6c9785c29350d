import { aFunction, checkedOptions, count, either, nonNegative, schedule } from "../checkedOptions.ts";
import { abs, add, addScaled, div, less, maximum, mul, sub } from "../operations/elementwise.ts";
import { leafMax, leafNorm, leafSum, normAxis, sumAxis } from "../operations/reductions.ts";
import { asMatrices, leafScalars, merge, onesLike, partition, reshapeLike } from "../operations/shapes.ts";
import { placed, takesDirections } from "../placement.ts";
import type { Schedule } from "../schedules/decays.ts";
import type { Transform } from "../transform.ts";
import type { LeafInfo, Tree } from "../tree.ts";
import { stateless } from "./scaling.ts";

/**
 * update + λ·parameters. Before momentum or moments it is coupled L2 regularisation; after them, and before the learning rate,
 * decoupled weight decay (Loshchilov & Hutter 2019, arXiv 1711.05101). λ may depend on kind and shape of the leaf.
 */
export function addDecayedWeights(weightDecay: number | ((leaf: LeafInfo) => number) = 0): Transform<null> {
  checkedOptions("addDecayedWeights", { weightDecay }, { weightDecay: [either(nonNegative, aFunction)] });
  return placed(
    stateless((updates, { params }) => {
      if (weightDecay === 0) return updates;
      if (typeof weightDecay === "number") return addScaled(updates, params, weightDecay);
      return add(updates, mul(params, leafScalars(params, weightDecay)));
    }),
    takesDirections("addDecayedWeights"),
  );
}

/**
 * Decoupled weight decay after the step: p ← p + u, then p ← p − ηλp, so that the update's own part decays too. Stands behind the
 * learning rate η. From step `start` on.
 */
export function decayNewWeights(weightDecay: number, learningRate: Schedule, start = 1): Transform<null> {
  checkedOptions(
    "decayNewWeights",
    { weightDecay, learningRate, start },
    { weightDecay: [nonNegative], learningRate: [schedule], start: [count] },
  );
  return placed(
    stateless((updates, ctx) => {
      const decay = ctx.step < start ? 0 : learningRate(ctx) * weightDecay;
      return decay === 0 ? updates : addScaled(mul(updates, 1 - decay), ctx.params, -decay);
    }),
    { name: "decayNewWeights", takes: "steps", gives: "steps" },
  );
}

export interface RadialProjectionOptions {
  /** δ: gradient and weights count as orthogonal below a cosine of δ/√dimension. */
  readonly delta?: number | undefined;
  /** Factor of the weight decay where something was projected. */
  readonly decayRatio?: number | undefined;
  readonly eps?: number | undefined;
}

/**
 * The part of a direction that changes the length of scale-invariant weights is taken out. A matrix or filter whose gradient is orthogonal to its
 * weights in every output channel (|cos| < δ/√inputs) is projected channel by channel; else, where it is so as a whole, as a whole; else, like
 * vectors, not at all. Gives the direction and, per leaf, what weight decay is multiplied by.
 * Heo et al. 2021, arXiv 2006.08217, algorithms 1 and 2.
 */
export function projectRadially(
  params: Tree,
  gradient: Tree,
  direction: Tree,
  { delta = 0.1, decayRatio = 0.1, eps = 1e-8 }: RadialProjectionOptions = {},
): { readonly direction: Tree; readonly decay: Tree } {
  const split = (tree: Tree) => partition(tree, ({ shape }) => shape.length > 1);
  const { selected, rest } = split(direction);
  // [inputs, outputs]: a channel is a column.
  const [p, g, d] = [
    asMatrices(split(params).selected),
    asMatrices(split(gradient).selected),
    asMatrices(selected),
  ];
  const product = mul(g, p);
  const limit = (size: (rows: number, columns: number) => number) =>
    leafScalars(p, ({ shape }) => delta / Math.sqrt(size(shape[0] ?? 1, shape[1] ?? 1)));

  const channelNorm = normAxis(p, 0);
  const channelCosine = div(abs(sumAxis(product, 0)), maximum(mul(normAxis(g, 0), channelNorm), eps));
  const byChannel = less(
    leafMax(channelCosine),
    limit((rows) => rows),
  );
  const norm = leafNorm(p);
  const cosine = div(abs(leafSum(product)), maximum(mul(leafNorm(g), norm), eps));
  const whole = mul(
    less(
      cosine,
      limit((rows, columns) => rows * columns),
    ),
    sub(1, byChannel),
  );

  const channelUnit = div(p, add(channelNorm, eps));
  const unit = div(p, add(norm, eps));
  const channelRadial = mul(channelUnit, mul(sumAxis(mul(channelUnit, d), 0), byChannel));
  const radial = mul(unit, mul(leafSum(mul(unit, d)), whole));
  const projected = sub(sub(d, channelRadial), radial);
  const decay = addScaled(onesLike(byChannel), add(byChannel, whole), decayRatio - 1);
  return {
    direction: merge(reshapeLike(projected, selected), rest),
    decay: merge(decay, onesLike(leafNorm(rest))),
  };
}
