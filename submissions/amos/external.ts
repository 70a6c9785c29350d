import {
  add,
  addScaled,
  defineSubmission,
  ema,
  leafMean,
  leafNorm,
  leafScalars,
  linearWarmup,
  mul,
  reciprocal,
  rsqrt,
  type Schedule,
  sqrt,
  square,
  sub,
  type Transform,
  type Tree,
  withDefaults,
  zerosLike,
} from "steepest";

interface AmosOptions {
  readonly lr: Schedule;
  readonly beta: number;
  readonly momentum: number;
  readonly extraL2: number;
  readonly c: number;
  readonly d: number;
  readonly eps: number;
}

interface AmosState {
  /** v and b: one scalar per tensor. */
  readonly v: Tree;
  readonly b: Tree;
  readonly m: Tree | null;
}

/** η̃: the scale that the weights are expected to end at; the last axis but one is what the layer takes in. */
const expectedScale = (shape: readonly number[]): number => {
  if (shape.length < 2) return 0.5;
  return Math.sqrt((shape.length === 2 ? 2 : 1) / (shape.at(-2) ?? 1));
};

/** The whole step; learning rate and decay are tied together by what the tensor has seen, b. */
const amosStep = ({ lr, beta, momentum, extraL2, c, d, eps }: AmosOptions): Transform<AmosState> => ({
  init: (params) => ({
    v: zerosLike(leafNorm(params)),
    b: zerosLike(leafNorm(params)),
    m: momentum > 0 ? zerosLike(params) : null,
  }),
  update(g, state, ctx) {
    const xi = lr(ctx);
    const g2 = leafMean(square(g));
    const v = ema(state.v, g2, beta);
    const inverse = mul(reciprocal(add(v, eps)), 1 - beta ** ctx.step);
    const decayC = rsqrt(add(mul(state.b, c * Math.sqrt(xi)), 1));
    const decayD = reciprocal(
      add(
        mul(
          state.b,
          leafScalars(g, ({ shape }) => d * Math.sqrt(xi * expectedScale(shape))),
        ),
        1,
      ),
    );
    const gamma = mul(mul(decayC, xi ** 2), mul(inverse, g2));
    const rate = mul(
      sqrt(inverse),
      leafScalars(g, ({ shape }) => xi * expectedScale(shape)),
    );
    const decayed = mul(ctx.params, mul(sub(gamma, extraL2), 0.5));
    const u = mul(add(decayed, mul(g, rate)), decayD);
    const b = add(addScaled(state.b, gamma, 1), mul(state.b, gamma));
    const m = state.m && ema(state.m, u, momentum);
    return { updates: mul(m ?? u, -1), state: { v, b, m } };
  },
});

/**
 * Amos: Adam-like steps with a weight decay that adapts towards a model-oriented scale. Per tensor, v and b scalars from 0:
 * v ← βv + (1−β)·mean(g²), r = (1−βᵏ)/(v + ε), γ = cₖξ²r·mean(g²), cₖ = (1 + c√ξ·b)^−½, dₖ = (1 + d√(ξη̃)·b)⁻¹,
 * p ← p − dₖ((γ − λ)/2 · p + ξη̃√r · g), b ← (1 + γ)b + γ.
 *
 * `lr` is ξ (the relative change per step, about 1/√steps per epoch), `beta` β (0.999), `momentum` an average over the update (0),
 * `extra_l2` λ (0), `c_coef` and `d_coef` c and d (0.25), `eps` ε (1e-18), `warmup_factor` the fraction of the run spent on linear warmup; after
 * it ξ is constant, because b is the decay. η̃ is ½ for vectors, √(2/in) for matrices, √(1/in) for filters.
 * Tian & Parikh 2022, arXiv 2210.11693, algorithm 1.
 */
export default defineSubmission({
  name: "amos",
  ruleset: "external",
  description: "Amos: adaptive weight decay towards a model-oriented scale",
  paper: "arXiv 2210.11693",
  stateBytesPerParameter: 0,
  hyperparameters: {
    lr: { min: 3e-3, max: 0.1, scaling: "log" },
    beta: { feasible_points: [0.98, 0.999] },
    warmup_factor: { feasible_points: [0, 0.05] },
  },
  optimizer(point) {
    const hp = withDefaults(point, { momentum: 0, extra_l2: 0, c_coef: 0.25, d_coef: 0.25, eps: 1e-18 });
    return amosStep({
      lr: linearWarmup({ peak: hp.lr, warmupFactor: hp.warmup_factor }),
      beta: hp.beta,
      momentum: hp.momentum ?? 0,
      extraL2: hp.extra_l2 ?? 0,
      c: hp.c_coef,
      d: hp.d_coef,
      eps: hp.eps,
    });
  },
});
