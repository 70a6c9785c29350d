import {
  abs,
  add,
  addDecayedWeights,
  chain,
  clipByGlobalNorm,
  defineSubmission,
  largest,
  mapLeaves,
  mul,
  reshapeLeaves,
  reshapeLike,
  scaleByLearningRate,
  sub,
  type Transform,
  type Tree,
  warmupCosine,
  withDefaults,
  workers,
  zerosLike,
} from "steepest";

/** 1 at the ⌈density · n⌉ elements of every leaf that are largest in size. */
function largestOfEach(tree: Tree, density: number): Tree {
  const flat = reshapeLeaves(abs(tree), ({ shape }) => [shape.reduce((n, length) => n * length, 1)]);
  const mask = mapLeaves(flat, (leaf, { shape: [n = 1] }) =>
    largest(leaf, Math.max(1, Math.ceil(density * n))),
  );
  return reshapeLike(mask, tree);
}

/** u ← μu + g, v ← v + u; sends the largest of v; v (and u, with `masking`) forget what was sent. */
const compress = (
  mu: number,
  sparsity: number,
  warmup: number,
  masking: boolean,
): Transform<{ readonly u: Tree; readonly v: Tree }> => ({
  init: (params) => ({ u: zerosLike(params), v: zerosLike(params) }),
  update(g, state, { step, stepHint }) {
    const u = add(mul(state.u, mu), g);
    const v = add(state.v, u);
    const density = (1 - sparsity) ** Math.min(1, step / Math.max(1, warmup * stepHint));
    const sent = density < 1 ? largestOfEach(v, density) : add(mul(v, 0), 1);
    const kept = sub(1, sent);
    return { updates: mul(v, sent), state: { u: masking ? mul(u, kept) : u, v: mul(v, kept) } };
  },
});

/**
 * Deep gradient compression: each of N workers sends the few largest of what it has gathered, and keeps the rest for later.
 * On worker k: g ← clip(∇fₖ(p), C/√N) + λp (local clipping), u ← μu + g, v ← v + u (momentum correction); it sends the largest 1 − s of each leaf of v; v and u forget those (local
 * accumulation, momentum factor masking). p ← p − η·(mean of what was sent).
 *
 * `workers` is N (4), each with a batch of its own, `sparsity` s (0.999), reached exponentially over `sparsity_warmup` of the run (0.05), `clip` C (10), `factor_masking` whether u forgets too, `lr` η (peak of the
 * schedule), `one_minus_momentum` 1 − μ, `weight_decay` λ (coupled), `warmup_factor` the fraction of the run spent on linear warmup of η before the cosine decay; without it η is
 * constant. An element takes 8 bytes on the way, with its place. Lin et al. 2018, arXiv 1712.01887, algorithm 2.
 */
export default defineSubmission({
  name: "deep_gradient_compression",
  ruleset: "external",
  description: "Deep gradient compression: momentum SGD on workers that send a thousandth of their gradients",
  paper: "arXiv 1712.01887",
  stateBytesPerParameter: 32,
  hyperparameters: {
    sparsity: { feasible_points: [0.9, 0.99, 0.999] },
    lr: { min: 1e-3, max: 0.5, scaling: "log" },
    one_minus_momentum: { min: 1e-2, max: 0.3, scaling: "log" },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer(point) {
    const hp = withDefaults(point, { workers: 4, sparsity_warmup: 0.05, clip: 10, factor_masking: true });
    const message = chain(
      clipByGlobalNorm(hp.clip / Math.sqrt(hp.workers)),
      addDecayedWeights(hp.weight_decay),
      compress(1 - hp.one_minus_momentum, hp.sparsity, hp.sparsity_warmup, hp.factor_masking),
    );
    return chain(
      workers(hp.workers, { message, encoding: "sparse" }),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    );
  },
});
