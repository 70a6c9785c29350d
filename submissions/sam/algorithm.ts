import { add, baseOptimizer, div, globalNorm, mul, square, type Transform, withDefaults } from "steepest";

type Point = Readonly<
  Record<"rho" | "lr" | "one_minus_momentum" | "weight_decay" | "warmup_factor", number>
> & { readonly nesterov: boolean };

/** Algorithm 1 of the paper around a whole method: e = ρ·g/‖g‖ (adaptive: ρ·p²g/‖p·g‖), and the gradient of the same batch at p + e. */
export const sharpnessAware = <Inner>(
  rho: number,
  adaptive: boolean,
  inner: Transform<Inner>,
): Transform<Inner> => ({
  ...inner,
  update(g, state, ctx) {
    const scaled = adaptive ? mul(ctx.params, g) : g;
    const direction = adaptive ? mul(square(ctx.params), g) : g;
    const ascent = mul(direction, div(rho, add(globalNorm(scaled), 1e-12)));
    // Running statistics of batch norm belong to the model, not to its neighbour.
    const { grads } = ctx.lossAndGrad(add(ctx.params, ascent), ctx.batch, { updateBatchNorm: false });
    return inner.update(grads, state, ctx);
  },
});

/**
 * Sharpness-aware minimisation around SGD: e = ρ·g/‖g‖, g₂ = ∇f(p + e), then one step of the base method with g₂ at p:
 * g₂ ← g₂ + λp, b ← μb + g₂, p ← p − ηb. Two gradients a step.
 *
 * `rho` is ρ (0.05), `adaptive` whether the neighbourhood is scaled by |p| (ASAM), `lr` η (peak of the schedule), `one_minus_momentum` 1 − μ,
 * `nesterov` whether the base looks ahead, `weight_decay` λ, `warmup_factor` the fraction of the run spent on linear warmup before
 * the cosine decay; without it η is constant. Foret et al. 2021, arXiv 2010.01412; ASAM: arXiv 2102.11600.
 */
export function sam(point: Point) {
  const { adaptive } = withDefaults(point, { adaptive: false });
  const sgd = baseOptimizer({ ...point, momentum: 1 - point.one_minus_momentum });
  return sharpnessAware(point.rho, adaptive, sgd);
}
