import { add, dot, maximum, mul, reciprocal, type Schedule, stateless } from "steepest";

type Point = Readonly<Record<"sigma", number>> & { readonly decay: string };

const schedules: Readonly<Record<string, Schedule>> = {
  constant: () => 1,
  sqrt: ({ step: k }) => 1 / Math.sqrt(k),
};

/**
 * NGN: gradient descent with the step of a regularised Gauss–Newton model of √f, which needs nothing but the batch's loss and gradient.
 * γ = σ/(1 + σ‖g‖²/(2f)), p ← p − γg.
 *
 * `sigma` is σ, the longest step; `decay` lets it fall as σ/√k (`sqrt`; the paper's annealed form) or not (`constant`). Losses are not negative; one below 0
 * counts as 0, for which γ is 0. Orvieto & Xiao 2024, arXiv 2407.04358, algorithm 1.
 */
export function ngn(hp: Point) {
  const decay = schedules[hp.decay];
  if (!decay) throw new RangeError(`decay must be ${Object.keys(schedules).join(" or ")}, not "${hp.decay}"`);
  return stateless((g, ctx) => {
    const sigma = hp.sigma * decay(ctx);
    const twice = mul(maximum(ctx.trainLoss, 0), 2);
    // 2fσ/(2f + σ‖g‖²): the same step, which is 0 and not 0/0 where the loss is.
    const below = maximum(add(twice, mul(dot(g, g), sigma)), 1e-37);
    return mul(g, mul(mul(twice, -sigma), reciprocal(below)));
  });
}
