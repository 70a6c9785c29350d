import {
  abs,
  add,
  addScaled,
  defineSubmission,
  div,
  dot,
  globalSum,
  greater,
  linearWarmup,
  maximum,
  mul,
  pow,
  type Scalar,
  type Schedule,
  scalar,
  sqrt,
  square,
  sub,
  type Transform,
  type Tree,
  where,
  zerosLike,
} from "steepest";

interface Options {
  readonly rate: Schedule;
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  readonly decay: number;
  readonly d0: number;
  readonly dCoefficient: number;
  readonly weightPower: number;
}

type State = Readonly<Record<"start" | "v" | "s" | "z" | "x", Tree>> &
  Readonly<Record<"d" | "numerator" | "weightSum", Scalar>>;

function scheduleFreeProdigy({
  rate,
  beta1,
  beta2,
  eps,
  decay,
  d0,
  dCoefficient,
  weightPower,
}: Options): Transform<State> {
  const beta3 = Math.sqrt(beta2);
  return {
    init(params) {
      const zeros = zerosLike(params);
      const zero = scalar(0);
      return {
        start: params,
        v: zeros,
        s: zeros,
        z: params,
        x: params,
        d: scalar(d0),
        numerator: zero,
        weightSum: zero,
      };
    },
    update(g, { start, d, ...state }, ctx) {
      const k = ctx.step;
      const step = mul(d, (rate(ctx) * Math.sqrt(1 - beta2 ** k)) / (1 - beta1 ** k));
      const weight = mul(mul(d, step), 1 / d0);
      const scaled = mul(g, d);
      const v = add(mul(state.v, beta2), mul(square(scaled), 1 - beta2));
      const s = add(mul(state.s, beta3), mul(g, weight));
      const numerator = addScaled(mul(dot(g, sub(start, ctx.params)), weight), state.numerator, beta3);
      const norm = globalSum(abs(s));
      const guess = where(greater(norm, 0), div(mul(numerator, dCoefficient), norm), d);
      const next = maximum(d, guess);

      const direction = addScaled(div(scaled, add(sqrt(v), mul(next, eps))), ctx.params, decay);
      const z = sub(state.z, mul(direction, step));
      const share = pow(next, weightPower);
      const weightSum = add(state.weightSum, share);
      const x = add(state.x, mul(sub(z, state.x), div(share, weightSum)));
      const y = add(mul(x, beta1), mul(z, 1 - beta1));
      return { updates: sub(y, ctx.params), state: { start, v, s, z, x, d: next, numerator, weightSum } };
    },
    evalParams: (_params, { x }) => x,
  };
}

/**
 * Schedule-free Prodigy: Prodigy's estimate d of the distance on schedule-free AdamW. With dη = d·η·√(1−β₂ᵏ)/(1−β₁ᵏ):
 * v ← β₂v + (1−β₂)(dg)², d by n and s as in `prodigy` (β₃ = √β₂), z ← z − dη(dg/(√v + dε) + λy), x ← x + c(z − x), c = dʷ/Σdʷ, y ← β₁x + (1−β₁)z.
 *
 * `lr` is η after `warmup_factor` of linear warmup (1), `beta1`, `beta2`, `eps`, `weight_decay` (λ), `d0` the first d, `d_coef` what estimates are multiplied by,
 * `weight_lr_power` w. Entry of AlgoPerf's first competition, self-tuning (Kasimbeg et al. 2025, arXiv 2502.15015); arXiv 2306.06101, 2405.15682.
 */
export default defineSubmission({
  name: "schedule_free_prodigy",
  ruleset: "self",
  description: "Schedule-free AdamW with Prodigy's estimate of the learning rate",
  paper: "arXiv 2502.15015",
  stateBytesPerParameter: 20,
  hyperparameters: [
    {
      lr: 1,
      beta1: 0.95,
      beta2: 0.99,
      eps: 1e-8,
      weight_decay: 0,
      d0: 1e-5,
      d_coef: 1,
      weight_lr_power: 2,
      warmup_factor: 0.02,
    },
  ],
  optimizer: (hp) =>
    scheduleFreeProdigy({
      ...hp,
      rate: linearWarmup({ peak: hp.lr, warmupFactor: hp.warmup_factor }),
      decay: hp.weight_decay,
      dCoefficient: hp.d_coef,
      weightPower: hp.weight_lr_power,
    }),
});
