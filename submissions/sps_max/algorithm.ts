import {
  addDecayedWeights,
  chain,
  div,
  dot,
  maximum,
  minimum,
  mul,
  neg,
  type Scalar,
  scalar,
  sub,
  type Transform,
  type WithDefaults,
  withDefaults,
} from "steepest";

type Point = Readonly<Record<"max_step" | "c" | "growth" | "weight_decay", number>>;

/** γ = min((f − f*)/(c‖g‖²), γ_b, τγ₍ₖ₋₁₎), update −γg. */
const polyakStep = (hp: WithDefaults<Point, { f_star: number }>): Transform<{ readonly step: Scalar }> => ({
  init: () => ({ step: scalar(hp.max_step) }),
  update(g, state, { trainLoss, step: k }) {
    const gap = maximum(sub(trainLoss, hp.f_star), 0);
    // Without a gradient the quotient is as large as can be, and the bound holds.
    const polyak = minimum(div(gap, maximum(mul(dot(g, g), hp.c), 1e-30)), hp.max_step);
    const step = hp.growth > 0 && k > 1 ? minimum(polyak, mul(state.step, hp.growth)) : polyak;
    return { updates: mul(g, neg(step)), state: { step } };
  },
});

/**
 * SPS_max: stochastic gradient descent with Polyak's step, which a bound limits: (f − f*)/(c‖g‖²) of every batch, no schedule.
 * g ← ∇f(p) + λp, γ = min((f − f*)/(c‖g‖²), γ_b), p ← p − γg.
 *
 * `max_step` is γ_b, `c` c (1/2, or 0.2 for networks), `f_star` f*, the least loss of a batch (0), `growth` τ limits γ to τ times the last step's, the
 * paper's smoothing for networks (2^(b/n) for batches of b out of n; 0: none), `weight_decay` λ (coupled, not part of f).
 * Loizou et al. 2021, arXiv 2002.10542, eq. 2 and 3.
 */
export const spsMax = (hp: Point) =>
  chain(addDecayedWeights(hp.weight_decay), polyakStep(withDefaults(hp, { f_star: 0 })));
