import {
  add,
  addScaled,
  type Context,
  mul,
  sub,
  type Tree,
  type UpdateContext,
  warmupCosine,
  zerosLike,
} from "steepest";

type Point = Readonly<
  Record<"radius" | "lambda" | "lr" | "one_minus_momentum" | "weight_decay" | "warmup_factor", number>
>;

interface State {
  readonly buffer: Tree;
}

/** The gradient of the loss at the attack x + ε sign ∇ₓℓ and of λ·E, and the model state after a pass with the clean inputs. */
export function linearGradient(
  ctx: UpdateContext<State, Point>,
  { radius, lambda }: Pick<Point, "radius" | "lambda">,
): { readonly grads: Tree; readonly modelState: Tree } {
  const { params, batch, step } = ctx;
  // All passes of a step have the same masks, and both steps uphill the same gradient: the three points lie on a line.
  const same = { draw: step, updateBatchNorm: false } as const;
  const alpha = ctx.rng.number();
  const attack = ctx.perturb(batch, { radius, ...same });
  const between = ctx.perturb(batch, { radius: alpha * radius, ...same });
  const lossAt = (at: typeof batch) => ctx.perExampleLoss(params, at, same);
  const chord = add(mul(lossAt(batch), 1 - alpha), mul(lossAt(attack), alpha));
  const error = mul(sub(lossAt(between), chord), 2 * lambda);
  const ofAttack = ctx.lossAndGrad(params, attack, { ...same, weights: sub(1, mul(error, alpha)) });
  const ofBetween = ctx.lossAndGrad(params, between, { ...same, weights: error });
  const weights = mul(error, alpha - 1);
  const ofClean = ctx.lossAndGrad(params, batch, { draw: step, weights });
  return {
    grads: add(add(ofAttack.grads, ofBetween.grads), ofClean.grads),
    modelState: ofClean.modelState,
  };
}

export const initLinear = ({ params }: Context<Point>): State => ({ buffer: zerosLike(params) });

/**
 * ELLE: adversarial training by a single step, the fast gradient sign method, which does not overfit catastrophically, since the loss is kept linear in the inputs as far as the attack goes; here with SGD.
 * E = mean over examples of (ℓ(x_c) − (1 − α)ℓ(x_a) − αℓ(x_b))², x_c = (1 − α)x_a + αx_b, α uniform from 0 to 1; b ← μb + ∇(ℓ(x + ε sign ∇ₓℓ) + λ'E) + λw, w ← w − ηb.
 *
 * `radius` is ε in standard deviations of the inputs, `lambda` λ', `lr` η (peak of the schedule), `one_minus_momentum` 1 − μ, `weight_decay` λ, `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without
 * it η is constant. x_a and x_b are the ends of the attack, x and x + ε sign ∇ₓℓ, with one α for the batch; the paper draws both at random in the ball, which `perturb` does not. λ' is constant (ELLE; ELLE-A adapts it). Where inputs
 * are no real numbers it is SGD. Five gradients and five losses a step: `perturb` takes a gradient as far as the inputs and a loss each time.
 * Abad Rocamora, Liu, Chrysos, Olmos & Cevher 2024, arXiv 2401.11618, §4.
 */
export function updateLinear(ctx: UpdateContext<State, Point>) {
  const { params, batch, state, step, hyperparameters: hp } = ctx;
  const { grads, modelState } = ctx.perturbsInputs
    ? linearGradient(ctx, hp)
    : ctx.lossAndGrad(params, batch, { draw: step });
  const slope = addScaled(grads, params, hp.weight_decay);
  const buffer = addScaled(slope, state.buffer, 1 - hp.one_minus_momentum);
  const rate = warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })(ctx);
  return { params: addScaled(params, buffer, -rate), modelState, state: { buffer } };
}
