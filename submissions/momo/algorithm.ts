import {
  add,
  addScaled,
  div,
  dot,
  ema,
  less,
  maximum,
  minimum,
  mul,
  type Scalar,
  type Schedule,
  scalar,
  sqrt,
  square,
  sub,
  type Transform,
  type Tree,
  warmupCosine,
  where,
  withDefaults,
  zerosLike,
} from "steepest";

type Point = Readonly<Record<"lr" | "beta" | "weight_decay" | "lb" | "warmup_factor", number>> & {
  readonly use_fstar: boolean;
};

export interface ModelOptions {
  /** α: largest step. */
  readonly rate: Schedule;
  readonly beta: number;
  /** β₂ and ε of the second moments that precondition (MoMo-Adam); null: D = 1. */
  readonly adam: { readonly beta2: number; readonly eps: number } | null;
  /** λ. */
  readonly decay: number;
  /** Decay by 1/(1 + αλ) after the step, or as AdamW does by 1 − αλ before it. */
  readonly divide: boolean;
  /** f*, a lower bound of the loss, and whether it is estimated as training goes on, from that up. */
  readonly bound: number;
  readonly estimatesBound: boolean;
  /** Averages from zero, divided by ρ = 1 − βᵏ, or started at the first values (ρ = 1). */
  readonly correct: boolean;
}

interface State {
  readonly d: Tree;
  readonly v: Tree | null;
  /** f̄ and γ, averages of the loss and of ⟨p, g⟩, and f*. */
  readonly loss: Scalar;
  readonly gamma: Scalar;
  readonly bound: Scalar;
}

/**
 * Algorithms 1 to 4 of the paper: f̄, γ and d average loss, ⟨p, g⟩ and g; with w = 1 + αλ and D = √v̂ + ε (or 1)
 * τ = min(α/ρ, (w(f̄ − ρf*) + ⟨p, d⟩ − wγ)₊ / ⟨d, d/D⟩), p ← (p − τd/D)/w.
 */
export function modelBasedMomentum(options: ModelOptions): Transform<State> {
  const { rate, beta, adam, decay, divide, estimatesBound, correct } = options;
  return {
    init: (params) => ({
      d: zerosLike(params),
      v: adam === null ? null : zerosLike(params),
      loss: scalar(0),
      gamma: scalar(0),
      bound: scalar(options.bound),
    }),
    update(g, state, ctx) {
      const { step: k, params, trainLoss } = ctx;
      const alpha = rate(ctx);
      const first = k === 1 && !correct;
      const average = (old: Tree, value: Tree) => (first ? value : ema(old, value, beta));
      const d = average(state.d, g);
      const loss = average(state.loss, trainLoss);
      const gamma = average(state.gamma, dot(params, g));
      const v = state.v && adam ? ema(state.v, square(g), adam.beta2) : null;
      const direction = v && adam ? div(d, add(sqrt(mul(v, 1 / (1 - adam.beta2 ** k))), adam.eps)) : d;

      const rho = correct ? 1 - beta ** k : 1;
      const w = 1 + alpha * decay;
      const inner = dot(params, d);
      const norm = dot(d, direction);
      // Value at which the model of the loss would be 0 for f* = 0.
      const value = add(mul(sub(loss, gamma), w), inner);
      let { bound } = state;
      if (estimatesBound) {
        const reset = maximum(mul(value, 1 / (2 * w * rho)), options.bound);
        bound = where(less(value, mul(bound, w * rho)), reset, bound);
      }
      const gap = maximum(addScaled(value, bound, -w * rho), 0);
      const tau = minimum(div(gap, maximum(norm, 1e-37)), alpha / rho);
      if (estimatesBound) {
        const model = sub(add(loss, inner), add(gamma, mul(mul(tau, norm), 0.5)));
        bound = maximum(mul(model, 1 / rho), options.bound);
      }
      const shift = mul(direction, tau);
      // (p − s)/w − p = −(s + (w − 1)p)/w, and (1 − αλ)p − s − p = −(s + αλp).
      const updates = mul(addScaled(shift, params, alpha * decay), divide ? -1 / w : -1);
      return { updates, state: { d, v, loss, gamma, bound } };
    },
  };
}

/**
 * MoMo: momentum with a step size from a model of the loss. f̄, d and γ are averages (β) of f, g and ⟨p, g⟩; with w = 1 + αλ
 * τ = min(α/ρ, (w(f̄ − ρf*) + ⟨p, d⟩ − wγ)₊ / ‖d‖²), p ← (p − τd)/w.
 *
 * `lr` is α, the largest step (peak of the schedule; 1), `beta` β, `weight_decay` λ (proximal), `lb` f* (0), `use_fstar` whether f* is estimated on
 * the way, `bias_correction` whether averages start at 0 with ρ = 1 − βᵏ, instead of the first values with ρ = 1, `warmup_factor` the fraction
 * of the run spent on linear warmup before the cosine decay; without it α is constant. Schaipp et al. 2023, arXiv 2305.07583.
 */
export function momo(point: Point) {
  const hp = withDefaults(point, { bias_correction: false });
  return modelBasedMomentum({
    rate: warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor }),
    beta: hp.beta,
    adam: null,
    decay: hp.weight_decay,
    divide: true,
    bound: hp.lb,
    estimatesBound: hp.use_fstar,
    correct: hp.bias_correction,
  });
}
