import {
  add,
  addScaled,
  type Context,
  maximum,
  minimum,
  mul,
  type Tree,
  type UpdateContext,
  warmupCosine,
  zerosLike,
} from "steepest";

type Point = Readonly<Record<"lr" | "one_minus_momentum" | "weight_decay" | "warmup_factor", number>>;

/** Of every element the middle one of three. */
const medianOf = (a: Tree, b: Tree, c: Tree): Tree => maximum(minimum(a, b), minimum(maximum(a, b), c));

/** The places of a batch in three parts that differ by one at most. */
function thirds(size: number): number[][] {
  const part = (i: number) => Math.floor((i * size) / 3);
  return [0, 1, 2].map((i) => Array.from({ length: part(i + 1) - part(i) }, (_, j) => part(i) + j));
}

export const initMedian = (ctx: Context<Point>): { buffer: Tree } => ({ buffer: zerosLike(ctx.params) });

/**
 * RM3, the median of three microbatches' gradients: what only one of three groups of examples asks for does not happen; what examples have in common
 * (coherent gradients) does.
 * g₁, g₂, g₃ the gradients of a batch's thirds, g = their median, element by element, + λp, b ← μb + g, p ← p − ηb.
 *
 * `lr` is η (peak of the schedule), `one_minus_momentum` 1 − μ, `weight_decay` λ (coupled), `warmup_factor` the fraction of the run spent on linear warmup
 * before the cosine decay; without it η is constant. A batch of fewer than three examples gives its gradient. Running statistics are those of
 * the parts one after the other. Zielinski, Krishnan & Chatterjee 2020, arXiv 2003.07422, §4.
 */
export function updateByMedian(ctx: UpdateContext<{ buffer: Tree }, Point>) {
  const { hyperparameters: hp, params, batch, state } = ctx;
  let { modelState } = ctx;
  const size = ctx.size(batch);
  const parts = size < 3 ? [batch] : thirds(size).map((places) => ctx.take(batch, places));
  const grads = parts.map((part) => {
    const one = ctx.lossAndGrad(params, part, { modelState });
    modelState = one.modelState;
    return one.grads;
  });
  const [a, b = a, c = b] = grads as [Tree, Tree?, Tree?];
  const g = addScaled(medianOf(a, b, c), params, hp.weight_decay);
  const buffer = add(mul(state.buffer, 1 - hp.one_minus_momentum), g);
  const rate = warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })(ctx);
  return { params: addScaled(params, buffer, -rate), modelState, state: { buffer } };
}
