import {
  addDecayedWeights,
  addScaled,
  chain,
  div,
  ema,
  type LeafInfo,
  leafNorm,
  masked,
  maximum,
  merge,
  partition,
  scaleByAdam,
  scaleByLearningRate,
  sign,
  sub,
  type Transform,
  type Tree,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";

type Point = Readonly<
  Record<
    | ("gamma" | "lr" | "one_minus_beta1" | "beta2" | "eps" | "weight_decay")
    | ("lr_1d" | "beta1_1d" | "beta2_1d" | "weight_decay_1d" | "warmup_factor"),
    number
  >
>;

/**
 * c = g + γ·β₁/(1 − β₁)·(g − g₋), each leaf then limited to norm 1: algorithms 1 and 2 of the paper. Exact: g₋ is this batch's gradient at the
 * last parameters, two gradients a step. Approximate: g₋ is the last step's gradient, 0 at first.
 */
function correctGradient(
  { gamma, beta1, approximate }: { gamma: number; beta1: number; approximate: boolean },
  only: (leaf: LeafInfo) => boolean,
): Transform<{ readonly previous: Tree }> {
  const factor = (gamma * beta1) / (1 - beta1);
  return {
    init: (params) => ({ previous: approximate ? zerosLike(params) : params }),
    update(g, { previous }, ctx) {
      const before = () => ctx.lossAndGrad(previous, ctx.batch, { updateBatchNorm: false }).grads;
      // At the first step the last parameters are these: nothing to correct.
      const old = approximate ? previous : ctx.step === 1 ? g : before();
      const all = addScaled(g, sub(g, old), factor);
      const corrected = partition(all, only).selected;
      const limited = div(corrected, maximum(leafNorm(corrected), 1));
      return {
        updates: merge(limited, partition(g, only).rest),
        state: { previous: approximate ? g : ctx.params },
      };
    },
  };
}

/** Sign of the averaged correction: MARS-Lion. */
const signOfMomentum = (beta: number): Transform<{ readonly m: Tree }> => ({
  init: (params) => ({ m: zerosLike(params) }),
  update(c, state) {
    const m = ema(state.m, c, beta);
    return { updates: sign(m), state: { m } };
  },
});

/**
 * MARS: c = g + γβ₁/(1−β₁)(g − g₋), limited to norm 1 leaf by leaf; AdamW's update (or Lion's sign) on c for matrices, AdamW on g for all else:
 * m ← β₁m + (1−β₁)c, v ← β₂v + (1−β₂)c², p ← p − η(m̂/(√v̂ + ε) + λp).
 *
 * `mars_type` is "mars-adamw" or "mars-lion", `lr` η (peak of the schedule), `one_minus_beta1` 1 − β₁, `beta2` β₂, `eps` ε, `weight_decay` λ, `gamma` γ
 * (0.025), `is_approx` whether g₋ is the last step's gradient (else this batch's at the last parameters: two gradients a step),
 * `optimize_1d` whether all leaves count as matrices, `*_1d` the AdamW of the others, `warmup_factor` the fraction of the run spent on
 * linear warmup before the cosine decay; without it η is constant. Yuan et al. 2024, arXiv 2411.10438.
 */
export function mars(point: Point) {
  const hp = withDefaults(point, { mars_type: "mars-adamw", is_approx: true, optimize_1d: false });
  const beta1 = 1 - hp.one_minus_beta1;
  const isMatrix = ({ shape }: LeafInfo) => hp.optimize_1d || shape.length === 2;
  const rate = (peak: number) => scaleByLearningRate(warmupCosine({ peak, warmupFactor: hp.warmup_factor }));
  if (hp.mars_type !== "mars-adamw" && hp.mars_type !== "mars-lion") {
    throw new RangeError(`mars_type must be "mars-adamw" or "mars-lion", not "${hp.mars_type}"`);
  }
  const scaled =
    hp.mars_type === "mars-lion"
      ? signOfMomentum(beta1)
      : scaleByAdam({ beta1, beta2: hp.beta2, eps: hp.eps });
  const others = scaleByAdam({ beta1: hp.beta1_1d ?? 0.9, beta2: hp.beta2_1d ?? 0.95, eps: hp.eps });
  return chain(
    correctGradient({ gamma: hp.gamma, beta1, approximate: hp.is_approx }, isMatrix),
    masked(chain(scaled, addDecayedWeights(hp.weight_decay), rate(hp.lr)), isMatrix),
    masked(chain(others, addDecayedWeights(hp.weight_decay_1d), rate(hp.lr_1d)), (leaf) => !isMatrix(leaf)),
  );
}
