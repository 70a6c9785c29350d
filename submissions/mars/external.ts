import {
  addDecayedWeights,
  chain,
  correctGradient,
  defineSubmission,
  ema,
  type LeafInfo,
  masked,
  scaleByAdam,
  scaleByLearningRate,
  sign,
  type Transform,
  type Tree,
  warmupCosine,
  zerosLike,
} from "steepest";

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
export default defineSubmission({
  name: "mars",
  ruleset: "external",
  description: "MARS-AdamW: variance-reduced gradients for matrices, linear warmup and cosine decay",
  paper: "arXiv 2411.10438",
  stateBytesPerParameter: 12,
  hyperparameters: {
    mars_type: { feasible_points: ["mars-adamw"] },
    is_approx: { feasible_points: [true] },
    optimize_1d: { feasible_points: [false] },
    gamma: { feasible_points: [0.01, 0.025, 0.05] },
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.2, scaling: "log" },
    beta2: { feasible_points: [0.99] },
    eps: { feasible_points: [1e-8] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    lr_1d: { min: 5e-4, max: 2e-2, scaling: "log" },
    beta1_1d: { feasible_points: [0.9] },
    beta2_1d: { feasible_points: [0.95] },
    weight_decay_1d: { feasible_points: [0, 0.1] },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer(hp) {
    const beta1 = 1 - hp.one_minus_beta1;
    const isMatrix = ({ shape }: LeafInfo) => hp.optimize_1d || shape.length === 2;
    const rate = (peak: number) =>
      scaleByLearningRate(warmupCosine({ peak, warmupFactor: hp.warmup_factor }));
    if (hp.mars_type !== "mars-adamw" && hp.mars_type !== "mars-lion") {
      throw new RangeError(`mars_type must be "mars-adamw" or "mars-lion", not "${hp.mars_type}"`);
    }
    const scaled =
      hp.mars_type === "mars-lion"
        ? signOfMomentum(beta1)
        : scaleByAdam({ beta1, beta2: hp.beta2, eps: hp.eps });
    const others = scaleByAdam({ beta1: hp.beta1_1d ?? 0.9, beta2: hp.beta2_1d ?? 0.95, eps: hp.eps });
    return chain(
      correctGradient({ gamma: hp.gamma, beta1, approximate: hp.is_approx, only: isMatrix }),
      masked(chain(scaled, addDecayedWeights(hp.weight_decay), rate(hp.lr)), isMatrix),
      masked(chain(others, addDecayedWeights(hp.weight_decay_1d), rate(hp.lr_1d)), (leaf) => !isMatrix(leaf)),
    );
  },
});
