import {
  add,
  addScaled,
  constant,
  eigh,
  lanczos,
  read,
  type Tree,
  type UpdateContext,
  warmupCosine,
  zerosLike,
} from "steepest";

type Point = Readonly<Record<"dimensions" | "damping" | "lr" | "max_step" | "warmup_factor", number>>;

/**
 * Saddle-free Newton in a Krylov subspace: Newton's step with the absolute values of curvatures, so that it leaves saddles, where Newton's own goes to them.
 * V an orthonormal basis of g, Hg, …, H^(d−1)g by Lanczos, T = VᵀHV = UΛUᵀ, p ← p − ηVU(|Λ| + δ)⁻¹UᵀVᵀg.
 *
 * `dimensions` is d, `damping` δ, `lr` η (peak of the schedule; at most 1), `max_step` the longest step before η, `warmup_factor` the fraction of the run spent on
 * linear warmup before the cosine decay; without it η is constant. A gradient and d products with the Hessian a step, all with the same dropout masks. Dauphin et al. 2014, arXiv 1406.2572, algorithm 1; the limit on
 * the step is ours.
 */
export async function updateSaddleFree(ctx: UpdateContext<null, Point>) {
  const { hyperparameters: hp, params, batch, step } = ctx;
  const d = hp.dimensions;
  // The gradient and the products are of one function: with other masks the space would not be that of its Hessian.
  const { grads, modelState } = ctx.lossAndGrad(params, batch, { draw: step });
  const product = (direction: Tree) =>
    ctx.hvp(params, batch, direction, { updateBatchNorm: false, draw: step });
  const { basis, norm, tridiagonal } = await lanczos(product, grads, d);
  const { values, vectors } = await eigh(constant(tridiagonal, [d, d]));
  const [[eigenvalues = new Float32Array()], [u = new Float32Array()]] = [
    await read(values),
    await read(vectors),
  ];
  const at = (row: number, column: number) => u[row * d + column] ?? 0;
  // Vᵀg is ‖g‖ along the first direction.
  const weights = basis.map((_, i) => {
    let sum = 0;
    for (let k = 0; k < d; k++) {
      // Where the Krylov space has fewer dimensions, what is past its end has no part in the gradient, and no curvature to divide by.
      const part = at(i, k) * at(0, k);
      if (part !== 0) sum += part / (Math.abs(eigenvalues[k] ?? 0) + hp.damping);
    }
    return sum * norm;
  });
  const length = Math.hypot(...weights);
  const rate = warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })(ctx);
  const factor = -rate * Math.min(1, hp.max_step / Math.max(length, 1e-30));
  const updates = basis.reduce(
    (sum, direction, i) => addScaled(sum, direction, factor * (weights[i] ?? 0)),
    zerosLike(params),
  );
  return { params: add(params, updates), modelState };
}
