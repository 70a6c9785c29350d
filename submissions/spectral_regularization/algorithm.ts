import {
  add,
  asMatrices,
  baseOptimizer,
  chain,
  div,
  type LeafInfo,
  leafNorm,
  leafSum,
  masked,
  matmul,
  mul,
  onesLike,
  reshapeLike,
  square,
  sub,
  sumAxis,
  type Transform,
  type Tree,
  withDefaults,
} from "steepest";

type Point = Readonly<
  Record<"spectral_decay" | "lr" | "one_minus_beta1" | "beta2" | "weight_decay" | "warmup_factor", number>
>;

const isMatrix = ({ shape }: LeafInfo) => shape.length > 1;
const unit = (x: Tree): Tree => div(x, add(leafNorm(x), 1e-30));

/**
 * g + λ∇Σ(σ₁(W)² − 1)², with ∇σ₁ = uvᵀ of one power iteration a step: u = Wv/‖Wv‖, v ← Wᵀu/‖Wᵀu‖, σ₁ = uᵀWv.
 * For leaves of rank 2 and more; a filter is taken as the matrix [height · width · in, out].
 */
const pullToUnitNorm = (lambda: number): Transform<{ readonly v: Tree }> => ({
  init: (params) => ({ v: unit(onesLike(sumAxis(asMatrices(params), 0))) }),
  update(g, state, { params }) {
    const w = asMatrices(params);
    // v is a row [1, n], u a column [m, 1].
    const u = unit(matmul(w, state.v, { transposeRight: true }));
    const v = unit(matmul(u, w, { transposeLeft: true }));
    const outer = matmul(u, v);
    const sigma = leafSum(mul(outer, w));
    const slope = mul(mul(sigma, sub(square(sigma), 1)), 4 * lambda);
    return { updates: add(g, reshapeLike(mul(outer, slope), g)), state: { v } };
  },
});

/** (‖b‖²)² of a bias: 4‖b‖²b. */
const pullToZero = (lambda: number): Transform<null> => ({
  init: () => null,
  update: (g, state, { params }) => ({
    updates: add(g, mul(params, mul(leafSum(square(params)), 4 * lambda))),
    state,
  }),
});

/**
 * Spectral regularisation: the largest singular value of every layer is drawn to 1, which keeps a network trainable for long; here in AdamW.
 * g ← ∇[f + λ(Σ_W (σ₁(W)² − 1)² + Σ_b ‖b‖⁴)], σ₁ by one power iteration a step, then m, v and p as AdamW's.
 *
 * `spectral_decay` is λ, `lr` η (peak of the schedule), `one_minus_beta1` 1 − β₁, `beta2` β₂, `eps` ε (1e-8), `weight_decay` the decoupled decay beside it (0: the
 * paper's), `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is constant. A norm's scales are left
 * alone. Lewandowski et al. 2024, arXiv 2406.06811, eq. 4 with k = 2.
 */
export function spectralRegularization(point: Point) {
  const hp = withDefaults(point, { eps: 1e-8 });
  return chain(
    masked(pullToUnitNorm(hp.spectral_decay), isMatrix),
    masked(pullToZero(hp.spectral_decay), ({ kind }) => kind === "bias"),
    baseOptimizer({
      base: "adamw",
      lr: hp.lr,
      beta1: 1 - hp.one_minus_beta1,
      beta2: hp.beta2,
      eps: hp.eps,
      weight_decay: hp.weight_decay,
      warmup_factor: hp.warmup_factor,
    }),
  );
}
