import {
  add,
  baseOptimizer,
  type Context,
  div,
  globalNorm,
  mul,
  square,
  type Transform,
  type TransformContext,
  type UpdateContext,
  withDefaults,
} from "steepest";

type Point = Readonly<
  Record<"rho" | "lr" | "one_minus_momentum" | "weight_decay" | "warmup_factor", number>
> & { readonly nesterov: boolean };

type State = readonly unknown[];

/** The base method, made of the point before the first step. */
let base: Transform<State>;

export function initSharpnessAware({ params, hyperparameters: point }: Context<Point>): State {
  const { one_minus_momentum } = withDefaults(point, { one_minus_momentum: 1 });
  base = baseOptimizer(withDefaults(point, { momentum: 1 - one_minus_momentum }));
  return base.init(params);
}

/**
 * Sharpness-aware minimisation around SGD: e = ρ·g/‖g‖, g₂ = ∇f(p + e), then one step of the base method with g₂ at p:
 * g₂ ← g₂ + λp, b ← μb + g₂, p ← p − ηb. Two gradients a step, both of the same dropout masks.
 *
 * `rho` is ρ (0.05), `adaptive` whether the neighbourhood is scaled by |p| (ASAM: e = ρ·p²g/‖p·g‖), `lr` η (peak of the schedule), `one_minus_momentum`
 * 1 − μ, `nesterov` whether the base looks ahead, `weight_decay` λ, `warmup_factor` the fraction of the run spent on linear warmup before
 * the cosine decay; without it η is constant. `base` "adamw" takes AdamW's step with g₂, with `beta1`, `beta2` and `eps`.
 * Foret et al. 2021, arXiv 2010.01412, algorithm 1; ASAM: arXiv 2102.11600.
 */
export function updateSharpnessAware(ctx: UpdateContext<State, Point>) {
  const { params, batch, step: draw } = ctx;
  const { rho, adaptive } = withDefaults(ctx.hyperparameters, { adaptive: false });
  const { loss, grads: g, modelState } = ctx.lossAndGrad(params, batch, { draw });
  const scaled = adaptive ? mul(params, g) : g;
  const direction = adaptive ? mul(square(params), g) : g;
  const ascent = mul(direction, div(rho, add(globalNorm(scaled), 1e-12)));
  // Running statistics of batch norm belong to the model, not to its neighbour.
  const { grads } = ctx.lossAndGrad(add(params, ascent), batch, { draw, updateBatchNorm: false });
  const within = Object.create(ctx, { trainLoss: { value: loss } }) as TransformContext;
  const { updates, state } = base.update(grads, ctx.state, within);
  return { params: add(params, updates), modelState, state };
}
