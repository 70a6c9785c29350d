import {
  add,
  addDecayedWeights,
  chain,
  div,
  ema,
  linearWarmup,
  mul,
  scheduleFree,
  sqrt,
  square,
  type Transform,
  type Tree,
  withDefaults,
  zerosLike,
} from "steepest";

type Point = Readonly<
  Record<
    | ("lr" | "one_minus_beta1" | "beta2" | "eps" | "weight_decay")
    | ("r" | "weight_lr_power" | "warmup_factor"),
    number
  >
>;

/** v ← β₂v + (1−β₂)g², update g / (√v̂ + ε) with v̂ = v/(1−β₂ᵏ): the momentum is in y. */
const scaleBySecondMoment = (beta2: number, eps: number): Transform<{ readonly v: Tree }> => ({
  init: (params) => ({ v: zerosLike(params) }),
  update(g, state, { step: k }) {
    const v = ema(state.v, square(g), beta2);
    const c = Math.sqrt(1 - beta2 ** k);
    return { updates: mul(div(g, add(sqrt(v), eps * c)), c), state: { v } };
  },
});

/**
 * Schedule-free AdamW: v ← β₂v + (1−β₂)g², z ← z − ηₖ(g/(√v̂ + ε) + λy) with g = ∇f(y), x ← (1 − c)x + cz with c = wₖ/Σw and wₖ = kʳ·η_maxᵖ,
 * y ← β₁x + (1 − β₁)z. y is trained, x evaluated.
 *
 * `lr` is η after the warmup, `one_minus_beta1` 1 − β₁, `beta2` β₂, `eps` ε, `weight_decay` λ (at y), `r` and `weight_lr_power` (p) the weights of the
 * average, `warmup_factor` the fraction of the run spent on linear warmup (`warmup_steps` counts steps instead). No schedule
 * afterwards, and no run length. Defazio et al. 2024, arXiv 2405.15682.
 */
export function scheduleFreeAdamw(point: Point) {
  const hp = withDefaults(point, { warmup_steps: undefined as number | undefined });
  return scheduleFree(chain(scaleBySecondMoment(hp.beta2, hp.eps), addDecayedWeights(hp.weight_decay)), {
    learningRate: linearWarmup({
      peak: hp.lr,
      warmupSteps: hp.warmup_steps,
      warmupFactor: hp.warmup_factor,
    }),
    beta: 1 - hp.one_minus_beta1,
    r: hp.r,
    weightLrPower: hp.weight_lr_power,
  });
}
