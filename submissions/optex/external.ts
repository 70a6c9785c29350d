import {
  addScaled,
  defineSubmission,
  dot,
  fromLeaves,
  read,
  solveSmall,
  sub,
  type Tree,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";

interface State {
  /** Where gradients were taken, and those gradients, oldest first. */
  readonly points: readonly Tree[];
  readonly gradients: readonly Tree[];
}

async function squaredDistances(pairs: readonly (readonly [Tree, Tree])[]): Promise<number[]> {
  if (pairs.length === 0) return [];
  const differences = pairs.map(([a, b]) => sub(a, b));
  return (await read(fromLeaves(differences.map((x) => dot(x, x))))).map(([value = 0]) => value);
}

/** μ(θ) = k(θ)ᵀ(K + σ²I)⁻¹G of a Gaussian kernel whose width is the history's mean distance. */
async function kernelEstimator({ points, gradients }: State, noise: number) {
  const pairs = points.flatMap((a) => points.map((b) => [a, b] as const));
  const squares = await squaredDistances(pairs);
  const width =
    squares.reduce((sum, value) => sum + value, 0) / Math.max(1, squares.length - points.length) || 1;
  const kernel = (square: number) => Math.exp(-square / (2 * width));
  const matrix = points.map((_, i) =>
    points.map((_unused, j) => kernel(squares[i * points.length + j] ?? 0) + (i === j ? noise : 0)),
  );
  return async (at: Tree): Promise<Tree> => {
    const near = (await squaredDistances(points.map((point) => [at, point] as const))).map(kernel);
    const weights = solveSmall(matrix, near);
    return gradients.reduce((sum, g, i) => addScaled(sum, g, weights[i] ?? 0), zerosLike(at));
  };
}

/**
 * OptEx around SGD: from the last T₀ gradients a kernel regression predicts the gradient, θ₀ = p, θₛ = θₛ₋₁ − ημ(θₛ₋₁) for s < N; then the true gradient
 * at every θₛ joins the memory and p ← θ_{N−1} − η∇f(θ_{N−1}): up to N steps of SGD in one.
 *
 * `parallel` is N, the gradients of a step: side by side, so that the record's critical path has one of them, `memory` T₀ (4), `noise` σ² relative to the kernel's 1, `lr` η (peak of the schedule),
 * `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is
 * constant. Each gradient has dropout masks of its own, as a sample of its own has in the paper: σ² stands for that noise. Shu et al. 2024, arXiv 2402.15427, algorithm 1.
 */
export default defineSubmission({
  name: "optex",
  ruleset: "external",
  description: "OptEx: SGD with approximately parallelised iterations by kernel regression on gradients",
  paper: "arXiv 2402.15427",
  stateBytesPerParameter: 32,
  hyperparameters: {
    parallel: { feasible_points: [2, 3] },
    noise: { feasible_points: [1e-2, 1e-1] },
    lr: { min: 1e-2, max: 0.5, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  init: (): State => ({ points: [], gradients: [] }),
  async update(ctx) {
    const hp = withDefaults(ctx.hyperparameters, { memory: 4 });
    const { parallel, memory, noise, lr, warmup_factor: warmupFactor } = hp;
    const eta = warmupCosine({ peak: lr, warmupFactor })(ctx);
    const { points, gradients } = ctx.state;
    const proxies = [ctx.params];
    if (points.length > 0) {
      const estimate = await kernelEstimator(ctx.state, noise);
      for (let at = ctx.params, s = 1; s < parallel; s++) {
        at = addScaled(at, await estimate(at), -eta);
        proxies.push(at);
      }
    }
    // None of the gradients waits for another: the paper takes them on N devices at once.
    const taken = ctx.sideBySide(proxies.length, (s) =>
      ctx.lossAndGrad(proxies[s] as Tree, ctx.batch, { updateBatchNorm: s === 0 }),
    );
    const [first, last] = [taken[0], taken.at(-1)] as [(typeof taken)[0], (typeof taken)[0]];
    return {
      params: addScaled(proxies.at(-1) as Tree, last.grads, -eta),
      modelState: first.modelState,
      state: {
        points: [...points, ...proxies].slice(-memory),
        gradients: [...gradients, ...taken.map(({ grads }) => grads)].slice(-memory),
      },
    };
  },
});
