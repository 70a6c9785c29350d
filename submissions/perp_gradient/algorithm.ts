import {
  add,
  baseOptimizer,
  chain,
  div,
  type LeafInfo,
  leafNorm,
  leafSum,
  masked,
  maximum,
  mul,
  square,
  stateless,
  sub,
  withDefaults,
} from "steepest";

type Point = Readonly<
  Record<"lr" | "one_minus_momentum" | "beta2" | "weight_decay" | "warmup_factor", number>
> & { readonly base: string };

const isMatrix = ({ shape }: LeafInfo) => shape.length > 1;

/** g⊥ = g − (⟨w, g⟩/⟨w, w⟩)w of every matrix, brought back to the length of g; a thousandfold at most. */
const acrossWeights = stateless((g, { params: w }) => {
  const across = sub(g, mul(w, div(leafSum(mul(w, g)), add(leafSum(square(w)), 1e-30))));
  const length = leafNorm(g);
  return mul(across, div(length, maximum(leafNorm(across), add(mul(length, 1e-3), 1e-30))));
});

/**
 * ⊥Grad: only the part of the gradient across the weights, never along them, which would but scale logits up ("naive loss minimisation") until the
 * softmax rounds to nothing. For every matrix w: g ← g − (⟨w, g⟩/⟨w, w⟩)w, brought back to its length, then a step of the base method.
 *
 * `base` is `sgd` or `adamw`, `lr` η (peak of the schedule), `one_minus_momentum` 1 − μ (1 − β₁ of AdamW), `beta2` and `eps` (1e-8) AdamW's, `weight_decay` λ,
 * `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is constant. Vectors keep their whole gradient: a
 * norm's scales start at 1 and have to move. Prieto et al. 2025, arXiv 2501.04697, eq. 8; the length as in the authors' code.
 */
export function perpGradient(point: Point) {
  const hp = withDefaults(point, { eps: 1e-8 });
  return chain(
    masked(acrossWeights, isMatrix),
    baseOptimizer({
      base: hp.base,
      lr: hp.lr,
      momentum: 1 - hp.one_minus_momentum,
      beta1: 1 - hp.one_minus_momentum,
      beta2: hp.beta2,
      eps: hp.eps,
      weight_decay: hp.weight_decay,
      warmup_factor: hp.warmup_factor,
    }),
  );
}
