import {
  add,
  addScaled,
  asMatrices,
  baseOptimizer,
  div,
  greater,
  greaterEqual,
  type LeafInfo,
  mul,
  multiTransform,
  normAxis,
  reshapeLike,
  square,
  sub,
  sumAxis,
  type Transform,
  type Tree,
  warmupCosine,
} from "steepest";

type Point = Readonly<Record<"penalty" | "epsilon" | "start_factor" | "lr" | "warmup_factor", number>>;

/** Algorithm 2 of the paper on the columns of matrices. */
const halfSpaceProjection = (hp: Point): Transform<null> => {
  const rate = warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor });
  return {
    init: () => null,
    update(g, state, ctx) {
      const x = asMatrices(ctx.params);
      const length = normAxis(x, 0);
      const isThere = greater(length, 0);
      const slope = add(asMatrices(g), mul(div(x, add(length, 1e-30)), hp.penalty));
      const trial = addScaled(x, slope, -rate(ctx));
      if (ctx.step <= hp.start_factor * ctx.stepHint) {
        return { updates: reshapeLike(sub(trial, x), g), state };
      }
      // Of the half-space of x: behind it a group is 0, and stays that.
      const isAhead = greaterEqual(sumAxis(mul(trial, x), 0), mul(square(length), hp.epsilon));
      const projected: Tree = mul(trial, mul(isAhead, isThere));
      return { updates: reshapeLike(sub(projected, x), g), state };
    },
  };
};

/**
 * Half-space projection (HSPG), by which only-train-once (OTO) trains and prunes at the same time: units whose step would turn them around become exactly 0 and can be removed.
 * x̃ = x − η(∇f + λx/‖x‖) for each group x; from a part of the run on x ← x̃ where ⟨x̃, x⟩ ≥ ε‖x‖² and x is not 0, else 0.
 *
 * `penalty` is λ, `epsilon` ε (0 to below 1; more makes more groups 0), `start_factor` the part of the run before the projection, `lr` η (peak of the schedule), `warmup_factor` the fraction
 * of the run spent on linear warmup before the cosine decay; without it η is constant. A group is the weights of one unit of a hidden matrix or filter (its bias, which the paper counts to it, stays);
 * the others are plain SGD's. Chen et al. 2021, arXiv 2107.07467, algorithm 2.
 */
export function halfSpace(hp: Point) {
  const isGrouped = ({ kind, shape }: LeafInfo) =>
    !["embedding", "positional", "output_weight"].includes(kind) && shape.length > 1;
  const rest = baseOptimizer({ lr: hp.lr, momentum: 0, warmup_factor: hp.warmup_factor });
  return multiTransform({ grouped: halfSpaceProjection(hp), rest }, (leaf) =>
    isGrouped(leaf) ? "grouped" : "rest",
  );
}
