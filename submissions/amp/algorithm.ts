import { add, addScaled, baseOptimizer, div, globalNorm, maximum, mul, type Transform } from "steepest";

type Point = Readonly<
  Record<
    ("epsilon" | "zeta" | "inner_steps") | ("lr" | "one_minus_momentum" | "weight_decay" | "warmup_factor"),
    number
  >
>;

/** Algorithm 1 of the paper around a whole method: N ascent steps of Δ within the ball ‖Δ‖ ≤ ε, then the method with the gradient at p + Δ. */
export const perturbed = <Inner>(
  { epsilon, zeta, inner_steps: steps }: Pick<Point, "epsilon" | "zeta" | "inner_steps">,
  inner: Transform<Inner>,
): Transform<Inner> => ({
  ...inner,
  update(g, state, ctx) {
    let gradient = g;
    let shift = mul(g, 0);
    for (let n = 0; n < steps; n++) {
      const longer = addScaled(shift, gradient, zeta);
      shift = mul(longer, div(epsilon, maximum(globalNorm(longer), Math.max(epsilon, 1e-30))));
      gradient = ctx.lossAndGrad(add(ctx.params, shift), ctx.batch, { updateBatchNorm: false }).grads;
    }
    return inner.update(gradient, state, ctx);
  },
});

/**
 * Adversarial model perturbation around SGD: Δ ← 0; N times Δ ← Δ + ζ∇f(p + Δ), limited to ‖Δ‖ ≤ ε; then g ← ∇f(p + Δ) + λp, b ← μb + g, p ← p − ηb.
 *
 * `epsilon` is ε (0.5), `zeta` ζ (1), `inner_steps` N (1), `lr` η (peak of the schedule), `one_minus_momentum` 1 − μ, `weight_decay` λ, `warmup_factor`
 * the fraction of the run spent on linear warmup before the cosine decay; without it η is constant. N + 1 gradients a step.
 * Zheng, Zhang & Mao 2021, arXiv 2010.04925.
 */
export const amp = (hp: Point) =>
  perturbed(hp, baseOptimizer({ ...hp, momentum: 1 - hp.one_minus_momentum }));
