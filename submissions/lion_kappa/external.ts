import {
  abs,
  addDecayedWeights,
  chain,
  clip,
  defineSubmission,
  div,
  ema,
  globalNorm,
  greater,
  maximum,
  mul,
  scaleByLearningRate,
  sign,
  type Transform,
  type Tree,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";

/** ∇κ of a convex κ, and with it the set that weights are held in: the domain of κ* at λp. */
const gradientOf: Readonly<Record<string, (x: Tree, edge: number) => Tree>> = {
  // Σ|xᵢ|: ‖p‖∞ ≤ 1/λ. This is Lion.
  l1: (x) => sign(x),
  // ‖x‖₂ of all parameters: ‖p‖₂ ≤ 1/λ.
  l2: (x) => div(x, maximum(globalNorm(x), 1e-30)),
  // Huber's: ‖p‖∞ ≤ 1/λ, with steps that vanish with the gradient.
  huber: (x, edge) => mul(clip(x, -edge, edge), 1 / edge),
  // Σ max(|xᵢ| − e, 0): ‖p‖∞ ≤ 1/λ with Σ e|pᵢ| added to the loss, so that weights without use become 0.
  hinge: (x, edge) => mul(sign(x), greater(abs(x), edge)),
};

/** c ← β₁m + (1−β₁)g, update ∇κ(c), m ← β₂m + (1−β₂)g. */
function scaleByKappa(
  kappa: string,
  edge: number,
  beta1: number,
  beta2: number,
): Transform<{ readonly m: Tree }> {
  const slope = gradientOf[kappa];
  if (!slope) throw new RangeError(`kappa is one of ${Object.keys(gradientOf).join(", ")}, not ${kappa}`);
  return {
    init: (params) => ({ m: zerosLike(params) }),
    update: (g, { m }) => ({ updates: slope(ema(m, g, beta1), edge), state: { m: ema(m, g, beta2) } }),
  };
}

/**
 * Lion-κ: Lion with ∇κ in the place of the sign, for a convex κ. Decoupled decay makes it a method for a constrained problem, min f(p) + κ*(λp)/λ: with Lion's own κ, the sum of
 * sizes, min f(p) where all |pᵢ| ≤ 1/λ.
 * c ← β₁m + (1−β₁)g, p ← p − η(∇κ(c) + λp), m ← β₂m + (1−β₂)g.
 *
 * `kappa` is κ: `l1` (Lion), `l2` (normalised steps, ‖p‖₂ ≤ 1/λ), `huber`, `hinge` (sparse); `edge` the e of the last two, `lr` η (peak of the schedule), `one_minus_beta1` 1 − β₁,
 * `beta2` β₂, `weight_decay` λ, `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is constant.
 * Chen, Liu, Liang & Liu 2023, arXiv 2310.05898, eq. 3 and table 2.
 */
export default defineSubmission({
  name: "lion_kappa",
  ruleset: "external",
  description:
    "Lion-κ: Lion for other convex functions than the sum of sizes, linear warmup and cosine decay",
  paper: "arXiv 2310.05898",
  stateBytesPerParameter: 4,
  hyperparameters: {
    kappa: { feasible_points: ["l1", "huber", "hinge"] },
    edge: { feasible_points: [1e-4, 1e-3] },
    lr: { min: 5e-5, max: 5e-3, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.98, 0.99] },
    weight_decay: { min: 1e-3, max: 3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer(point) {
    const hp = withDefaults(point, { edge: 1e-4 });
    return chain(
      scaleByKappa(hp.kappa, hp.edge, 1 - hp.one_minus_beta1, hp.beta2),
      addDecayedWeights(hp.weight_decay),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    );
  },
});
