import {
  abs,
  add,
  addDecayedWeights,
  addScaled,
  chain,
  constant,
  div,
  dot,
  equal,
  globalSum,
  greater,
  mapLeaves,
  maximum,
  minimum,
  mul,
  neg,
  type Scalar,
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

type Point = Readonly<
  Record<
    "lr" | "beta1" | "beta2" | "eps" | "weight_decay" | "d0" | "d_coef" | "slice_p" | "warmup_factor",
    number
  >
>;

const defaults = {
  beta3: undefined as number | undefined,
  growth_rate: Number.POSITIVE_INFINITY,
  use_bias_correction: false,
  safeguard_warmup: false,
  decouple: true,
};

interface State {
  readonly start: Tree;
  /** 1 where an element takes part in the estimate; null: all do. */
  readonly mask: Tree | null;
  readonly m: Tree;
  readonly v: Tree;
  readonly s: Tree;
  readonly d: Scalar;
  readonly dMax: Scalar;
  readonly numerator: Scalar;
}

const everyNth = (params: Tree, n: number): Tree =>
  mapLeaves(params, (_leaf, { shape }) => {
    const mask = new Float32Array(shape.reduce((size, length) => size * length, 1));
    for (let i = 0; i < mask.length; i += n) mask[i] = 1;
    return constant(mask, shape);
  });

/** Algorithm 4 of the paper, with the authors' weights (d/d₀). */
function adamWithDistance(point: Point, weightDecay: number): Transform<State> {
  const hp = withDefaults(point, defaults);
  const { beta1 = 0.9, beta2 = 0.999, eps = 1e-8, d0 = 1e-6, d_coef: coefficient = 1 } = hp;
  const { beta3 = Math.sqrt(beta2) } = hp;
  const {
    growth_rate: growth,
    use_bias_correction: correct,
    safeguard_warmup: safeguard,
    slice_p: n = 1,
  } = hp;
  const schedule = warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor });
  return {
    init(params) {
      const zeros = zerosLike(params);
      return {
        start: params,
        mask: n > 1 ? everyNth(params, n) : null,
        m: zeros,
        v: zeros,
        s: zeros,
        d: scalar(d0),
        dMax: scalar(d0),
        numerator: scalar(0),
      };
    },
    update(g, state, ctx) {
      const { start, mask, d } = state;
      const k = ctx.step;
      const rate = schedule(ctx);
      // Without a step there is nothing to learn, and dividing by ‖s‖ would be in vain.
      if (rate === 0) return { updates: zerosLike(g), state };
      const eta = rate * (correct ? Math.sqrt(1 - beta2 ** k) / (1 - beta1 ** k) : 1);
      const step = mul(d, eta);
      const weight = mul(mul(d, 1 / d0), step);
      const seen = mask ? mul(g, mask) : g;

      const numerator = addScaled(mul(dot(seen, sub(start, ctx.params)), weight), state.numerator, beta3);
      const m = add(mul(state.m, beta1), mul(g, mul(d, 1 - beta1)));
      const v = add(mul(state.v, beta2), mul(square(mul(g, d)), 1 - beta2));
      const s = add(mul(state.s, beta3), mul(seen, safeguard ? mul(square(d), 1 / d0) : weight));
      const norm = globalSum(abs(s));

      const guess = where(greater(norm, 0), div(mul(numerator, coefficient), norm), d);
      const dMax = maximum(state.dMax, guess);
      const first = where(equal(d, d0), maximum(d, guess), d);
      const next = growth === Number.POSITIVE_INFINITY ? dMax : minimum(dMax, mul(first, growth));
      const direction = div(m, add(sqrt(v), mul(next, eps)));
      const decayed = weightDecay === 0 ? direction : addScaled(direction, ctx.params, weightDecay);
      return {
        updates: neg(mul(decayed, step)),
        state: { start, mask, m, v, s, d: next, dMax, numerator },
      };
    },
  };
}

/**
 * Prodigy: Adam that estimates the distance d to the solution. With dη = d·η, n ← β₃n + (d/d₀)dη⟨g, p₀ − p⟩, m ← β₁m + (1−β₁)d·g,
 * v ← β₂v + (1−β₂)d²g², s ← β₃s + (d/d₀)dη·g, d ← max(d, c·n/‖s‖₁), p ← p − dη(m/(√v + dε) + λp).
 *
 * `lr` is η (1; times the schedule), `beta1` β₁, `beta2` β₂, `beta3` β₃ (√β₂), `eps` ε, `weight_decay` λ (in g if not `decouple`), `d0` the first d (1e-6),
 * `d_coef` c (1), `growth_rate` the largest growth of d in one step (no limit), `use_bias_correction` whether η has Adam's
 * √(1−β₂ᵏ)/(1−β₁ᵏ), `safeguard_warmup` keeps η out of s, `slice_p` estimates d from every n-th element only, `warmup_factor` the fraction of the
 * run spent on linear warmup before the cosine decay; without it η is constant. Mishchenko & Defazio 2024, arXiv 2306.06101.
 */
export function prodigy(point: Point) {
  const { decouple, weight_decay: decay = 0 } = withDefaults(point, defaults);
  return chain(addDecayedWeights(decouple ? 0 : decay), adamWithDistance(point, decouple ? decay : 0));
}
