import {
  add,
  addScaled,
  type Batch,
  div,
  dot,
  globalNorm,
  greater,
  maximum,
  mul,
  neg,
  type Scalar,
  type SelectContext,
  scalar,
  sub,
  type Transform,
  type Tree,
  warmupCosine,
} from "steepest";

type Point = Readonly<Record<"memory" | "overlap" | "lr" | "max_step" | "warmup_factor", number>>;

/** s = w₍ₖ₊₁₎ − wₖ, y the change of the gradient on the examples of both batches, ρ = 1/sᵀy, or 0 where the pair is left out. */
interface Pair {
  readonly s: Tree;
  readonly y: Tree;
  readonly rho: Scalar;
}

interface State {
  readonly pairs: readonly Pair[];
  /** γ = sᵀy/yᵀy of the latest pair that was kept: the scale of the first H. */
  readonly gamma: Scalar;
  /** The last step's parameters, the part of its batch that this one has too, and the gradient there. */
  readonly last: {
    readonly params: Tree;
    readonly shared: Batch;
    readonly grads: Tree;
    readonly draw: number;
  } | null;
}

const sharedSize = (overlap: number, size: number) => Math.max(1, Math.round(overlap * size));
const places = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);

/** The two loops: H·g of the pairs, latest last. */
function product({ pairs, gamma }: Pick<State, "pairs" | "gamma">, g: Tree): Tree {
  let q = g;
  const alphas = pairs.toReversed().map(({ s, y, rho }) => {
    const alpha = mul(rho, dot(s, q));
    q = addScaled(q, y, neg(alpha));
    return alpha;
  });
  let r = mul(q, gamma);
  pairs.forEach(({ s, y, rho }, i) => {
    const alpha = alphas[pairs.length - 1 - i] as Scalar;
    r = addScaled(r, s, sub(alpha, mul(rho, dot(y, r))));
  });
  return r;
}

/** The next batch: the part that the last one leaves to it, and new examples. */
export function overlapping(ctx: SelectContext<State, Point>): Batch {
  const fresh = ctx.next();
  const { last } = ctx.state;
  const count = last ? ctx.size(fresh) - ctx.size(last.shared) : 0;
  return last && count > 0 ? ctx.concat([last.shared, ctx.take(fresh, places(0, count))]) : fresh;
}

/**
 * Multi-batch L-BFGS: a new batch at every step, of which a part was in the last one; curvature pairs are taken on that overlap alone, so that y is a
 * change of one and the same function.
 * O = Sₖ ∩ Sₖ₊₁, s = p₍ₖ₊₁₎ − pₖ, y = ∇f_O(p₍ₖ₊₁₎) − ∇f_O(pₖ), p ← p − ηHg by the two loops over the last m pairs, first H = (sᵀy/yᵀy)I. A pair with
 * sᵀy ≤ 10⁻⁴‖s‖² is left out.
 *
 * `memory` is m, `overlap` the part of a batch that the next one has too (0.25), `lr` η (peak of the schedule; at most 1), `max_step` the longest Hg, `warmup_factor`
 * the fraction of the run spent on linear warmup before the cosine decay; without it η is constant. The overlap's gradient is taken twice, at both
 * parameters. Berahas, Nocedal & Takáč 2016, arXiv 1605.06049, algorithms 1 and 2; the limit on Hg is ours.
 */
export function multibatchLbfgs(hp: Point): Transform<State> {
  const rate = warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor });
  return {
    init: () => ({ pairs: [], gamma: scalar(1), last: null }),
    update(g, state, ctx) {
      const { params, batch, step: k } = ctx;
      let { pairs, gamma } = state;
      const quiet = { updateBatchNorm: false } as const;
      if (state.last) {
        const { shared, draw } = state.last;
        const s = sub(params, state.last.params);
        // The same examples and the same dropout masks: what differs are the parameters alone.
        const y = sub(ctx.lossAndGrad(params, shared, { ...quiet, draw }).grads, state.last.grads);
        const [sy, ss, yy] = [dot(s, y), dot(s, s), dot(y, y)];
        // Not convex along s: the pair would make H indefinite.
        const isConvex = greater(sy, add(mul(ss, 1e-4), 1e-30));
        const kept = mul(isConvex, greater(yy, 0));
        const left = sub(1, kept);
        const rho = div(kept, add(mul(sy, kept), left));
        gamma = add(div(mul(sy, kept), add(mul(yy, kept), left)), mul(gamma, left));
        pairs = [...pairs, { s, y, rho }].slice(-hp.memory);
      }
      const size = ctx.size(batch);
      const count = sharedSize(hp.overlap, size);
      const shared = ctx.take(batch, places(size - count, count));
      const { grads } = ctx.lossAndGrad(params, shared, { ...quiet, draw: k });
      const direction = product({ pairs, gamma }, g);
      const limited = mul(direction, div(hp.max_step, maximum(globalNorm(direction), hp.max_step)));
      return {
        updates: mul(limited, -rate(ctx)),
        state: { pairs, gamma, last: { params, shared, grads, draw: k } },
      };
    },
  };
}
