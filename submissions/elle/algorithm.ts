import { add, mul, sub, type Tree, type UpdateContext } from "steepest";

/** The gradient of the loss at the attack x + ε sign ∇ₓℓ and of λ·E, and the model state after a pass with the clean inputs. */
export function linearGradient<State, Point>(
  ctx: UpdateContext<State, Point>,
  { radius, lambda }: { readonly radius: number; readonly lambda: number },
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
