import {
  abs,
  add,
  addDecayedWeights,
  addScaled,
  asMatrices,
  chain,
  defineSubmission,
  div,
  ema,
  leafNorm,
  leafQuantile,
  leafScalars,
  mapLeaves,
  masked,
  matmul,
  maximum,
  minimum,
  mul,
  neg,
  orthogonalize,
  reshapeLike,
  scaleByLearningRate,
  sqrt,
  square,
  type Transform,
  type Tree,
  transpose,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";
import { fittedCoefficients } from "./coefficients.ts";

interface RootOptions {
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly steps: number;
  readonly quantile: number;
  /** Coefficients of the Newton iteration for each shape, or Muon's for all. */
  readonly fitted: boolean;
}

/** X ← aX + X(bA + cA²), A = XᵀX of the shorter side, with coefficients of the leaf's own shape. */
const adaptiveNewton = (tree: Tree, steps: number): Tree =>
  mapLeaves(tree, (leaf, { shape: [rows = 1, columns = 1] }) => {
    const [a, b, c] = fittedCoefficients(rows, columns, steps);
    const turned = (x: Tree) => (rows < columns ? transpose(x) : x);
    let x = turned(div(leaf, add(leafNorm(leaf), 1e-7)));
    for (let step = 0; step < steps; step++) {
      const gram = matmul(x, x, { transposeLeft: true });
      x = addScaled(matmul(x, add(mul(gram, b), mul(matmul(gram, gram), c))), x, a);
    }
    return turned(x);
  });

/** Momentum, outliers cut off at a quantile of its size, orthogonalised, scaled to the size of Adam's updates. */
const scaleByRoot = (options: RootOptions): Transform<{ readonly buffer: Tree }> => ({
  init: (params) => ({ buffer: zerosLike(params) }),
  update(g, state) {
    const { momentum: mu, nesterov, steps, quantile, fitted } = options;
    const buffer = add(mul(state.buffer, mu), g);
    const m = asMatrices(nesterov ? addScaled(g, buffer, mu) : buffer);
    const limit = add(leafQuantile(abs(m), quantile), 1e-9);
    const base = maximum(minimum(m, limit), neg(limit));
    const size = leafScalars(base, ({ shape }) => 0.2 * Math.sqrt(Math.max(...shape)));
    const orthogonal = fitted ? adaptiveNewton(base, steps) : orthogonalize(base, { steps });
    return { updates: reshapeLike(mul(orthogonal, size), g), state: { buffer } };
  },
});

/** Adam with ε added to the uncorrected root, as the reference has it for vectors. */
const scaleByVectorAdam = (
  beta1: number,
  beta2: number,
  eps: number,
): Transform<{ readonly m: Tree; readonly v: Tree }> => ({
  init: (params) => ({ m: zerosLike(params), v: zerosLike(params) }),
  update(g, state, { step: k }) {
    const m = ema(state.m, g, beta1);
    const v = ema(state.v, square(g), beta2);
    const correction = Math.sqrt(1 - beta2 ** k) / (1 - beta1 ** k);
    return { updates: mul(div(m, add(sqrt(v), eps)), correction), state: { m, v } };
  },
});

/**
 * ROOT: Muon made robust to outliers of the momentum. On matrices b ← μb + g, M = g + μb, τ = q-quantile of |M|, B = clip(M, ±τ) (what soft
 * thresholding leaves), X = B/‖B‖, five times X ← aX + b(XXᵀ)X + c(XXᵀ)²X with a, b, c fitted to the matrix's shape, p ← p − η(0.2√max(in, out) · X + λp); AdamW on vectors.
 *
 * `lr` is η (peak of the schedule, for all tensors), `weight_decay` λ (0.1), `momentum` μ (0.95), `nesterov` whether M looks ahead (else M = b),
 * `root_steps` Newton–Schulz iterations (5), `quantile` q (0.9), `adamw_…` β₁, β₂ and ε on vectors (0.9, 0.95, 1e-8), `warmup_factor` the fraction
 * of the run spent on linear warmup before the cosine decay; without it η is constant. `fitted`: coefficients that are best for random matrices of the shape, computed at the first step; else Muon's,
 * which the authors' code falls back to but for the four shapes that it has some for.
 * He et al. 2025, arXiv 2511.20626.
 */
export default defineSubmission({
  name: "root",
  ruleset: "external",
  description: "ROOT on matrices and filters, AdamW on vectors, linear warmup and cosine decay",
  paper: "arXiv 2511.20626",
  stateBytesPerParameter: 4.3,
  hyperparameters: {
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    momentum: { feasible_points: [0.9, 0.95] },
    // This entry's own, the paper's: the default is Muon's coefficients, as in the golden trajectory.
    fitted: { feasible_points: [true] },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer(point) {
    const hp = withDefaults(point, {
      root_steps: 5,
      quantile: 0.9,
      adamw_beta1: 0.9,
      adamw_beta2: 0.95,
      adamw_eps: 1e-8,
      nesterov: true,
      fitted: false,
    });
    const { momentum, nesterov, root_steps: steps, quantile, fitted } = hp;
    return chain(
      masked(scaleByRoot({ momentum, nesterov, steps, quantile, fitted }), ({ shape }) => shape.length >= 2),
      masked(
        scaleByVectorAdam(hp.adamw_beta1, hp.adamw_beta2, hp.adamw_eps),
        ({ shape }) => shape.length < 2,
      ),
      addDecayedWeights(hp.weight_decay),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    );
  },
});
