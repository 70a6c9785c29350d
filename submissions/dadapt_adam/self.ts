import {
  abs,
  add,
  addDecayedWeights,
  chain,
  defineSubmission,
  div,
  dot,
  ema,
  globalSum,
  greater,
  maximum,
  minimum,
  mul,
  neg,
  type Scalar,
  type Schedule,
  scalar,
  sqrt,
  square,
  type Transform,
  type Tree,
  warmupCosine,
  where,
  withDefaults,
  zerosLike,
} from "steepest";

interface State {
  readonly m: Tree;
  readonly v: Tree;
  readonly s: Tree;
  /** Estimate of the distance to the solution, and the numerator of the next. */
  readonly d: Scalar;
  readonly numerator: Scalar;
}

interface Options {
  readonly rate: Schedule;
  readonly beta1: number | undefined;
  readonly beta2: number | undefined;
  readonly eps: number | undefined;
  /** Decoupled decay. */
  readonly decay: number;
  readonly d0: number | undefined;
  readonly growth: number | undefined;
  readonly corrected: boolean | undefined;
}

function dAdaptAdam(options: Options): Transform<State> {
  const { rate, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, decay, d0 = 1e-6, corrected = false } = options;
  const { growth = Number.POSITIVE_INFINITY } = options;
  const b = Math.sqrt(beta2);
  return {
    init: (params) => {
      const zeros = zerosLike(params);
      return { m: zeros, v: zeros, s: zeros, d: scalar(d0), numerator: scalar(0) };
    },
    update(g, state, ctx) {
      const k = ctx.step;
      const eta = rate(ctx) * (corrected ? Math.sqrt(1 - beta2 ** k) / (1 - beta1 ** k) : 1);
      const step = mul(state.d, eta);
      const product = mul(dot(g, div(state.s, add(sqrt(state.v), eps))), step);
      const m = add(mul(state.m, beta1), mul(g, mul(step, 1 - beta1)));
      const v = ema(state.v, square(g), beta2);
      const s = add(mul(state.s, b), mul(g, mul(step, 1 - b)));
      const norm = globalSum(abs(s));
      const numerator = ema(state.numerator, product, b);
      const guess = where(greater(norm, 0), div(numerator, mul(norm, 1 - b)), state.d);
      const limited = growth === Number.POSITIVE_INFINITY ? guess : minimum(guess, mul(state.d, growth));
      const d = eta > 0 ? maximum(state.d, limited) : state.d;
      const shift = div(m, add(sqrt(v), eps));
      const decayed = decay === 0 ? shift : add(shift, mul(ctx.params, mul(step, decay)));
      return { updates: neg(decayed), state: { m, v, s, d, numerator } };
    },
  };
}

/**
 * D-Adaptation with Adam: with dη = d·η and b = √β₂, n ← bn + (1−b)dη⟨g, s/(√v + ε)⟩, m ← β₁m + (1−β₁)dη·g, v ← β₂v + (1−β₂)g²,
 * s ← bs + (1−b)dη·g, p ← p − λdη·p − m/(√v + ε), then d ← max(d, min(n/((1−b)‖s‖₁), d·growth)).
 *
 * `lr` is η (1; times the schedule), `beta1` β₁, `beta2` β₂, `eps` ε, `weight_decay` λ (in g if not `decouple`), `d0` the first d (1e-6), `growth_rate`
 * the largest growth of d in one step (no limit), `use_bias_correction` whether η has Adam's √(1−β₂ᵏ)/(1−β₁ᵏ), `warmup_factor` the fraction of the
 * run spent on linear warmup before the cosine decay; without it η is constant. Defazio & Mishchenko 2023, arXiv 2301.07733.
 */
export default defineSubmission({
  name: "dadapt_adam",
  ruleset: "self",
  description: "Adam that estimates its learning rate (D-Adaptation), linear warmup and cosine decay",
  paper: "arXiv 2301.07733",
  stateBytesPerParameter: 12,
  hyperparameters: [
    {
      lr: 1,
      beta1: 0.9,
      beta2: 0.999,
      eps: 1e-8,
      weight_decay: 0,
      d0: 1e-6,
      use_bias_correction: true,
      decouple: true,
      warmup_factor: 0.05,
    },
  ],
  optimizer(hp) {
    const { growth_rate: growth } = withDefaults(hp, { growth_rate: undefined as number | undefined });
    const { weight_decay: decay = 0, decouple = false } = hp;
    return chain(
      addDecayedWeights(decouple ? 0 : decay),
      dAdaptAdam({
        rate: warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor }),
        beta1: hp.beta1,
        beta2: hp.beta2,
        eps: hp.eps,
        decay: decouple ? decay : 0,
        d0: hp.d0,
        growth,
        corrected: hp.use_bias_correction,
      }),
    );
  },
});
