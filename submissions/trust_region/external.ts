import {
  addDecayedWeights,
  asMatrices,
  chain,
  defineSubmission,
  div,
  ema,
  type LeafInfo,
  leafNorm,
  leafScalars,
  masked,
  maximum,
  mul,
  orthogonalize,
  reshapeLike,
  scaleByLearningRate,
  sign,
  type Transform,
  type Tree,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";

/** √max(1, out/in), as Muon has it: of a filter its height and width count. */
const muonScale = ({ shape }: LeafInfo): number => {
  const [columns = 1, rows = 1] = shape.length === 4 ? [shape[1], shape[0]] : shape.slice(-2);
  return Math.sqrt(Math.max(1, rows / columns));
};

/** The point of each leaf's unit ball where ⟨m, x⟩ is largest: the whole of a trust-region step of a linear model. */
const farthest: Readonly<Record<string, (m: Tree) => Tree>> = {
  // Largest singular value at most 1.
  spectral: (m) => mul(reshapeLike(orthogonalize(asMatrices(m)), m), leafScalars(m, muonScale)),
  // Length at most 1.
  euclidean: (m) => div(m, maximum(leafNorm(m), 1e-30)),
  // No element larger than 1.
  infinity: (m) => sign(m),
};

/** m ← μm + (1−μ)g, with `extrapolate` M = μm + (1−μ)g once more, update argmax of ⟨M, x⟩ where ‖x‖ ≤ 1. */
const stepsToTheEdge = (norm: string, mu: number, extrapolate: boolean): Transform<{ readonly m: Tree }> => {
  const edge = farthest[norm];
  if (!edge) throw new RangeError(`norm is one of ${Object.keys(farthest).join(", ")}, not ${norm}`);
  return {
    init: (params) => ({ m: zerosLike(params) }),
    update(g, state) {
      const m = ema(state.m, g, mu);
      return { updates: edge(extrapolate ? ema(m, g, mu) : m), state: { m } };
    },
  };
};

/**
 * Non-Euclidean trust region: where the linear model of the loss is least within the radius η, in a norm of one's choice for each layer.
 * m ← μm + (1−μ)g, p ← p + argmin ⟨m, x⟩ over ‖x‖ ≤ η, − ηλp. In the spectral norm it is Muon, in the Euclidean norm normalised SGD with momentum, in the maximum norm sign descent with momentum.
 *
 * `norm` is that of matrices and filters (`spectral`, `euclidean`, `infinity`), `vector_norm` that of vectors (`euclidean`), `lr` η (peak of the schedule), `one_minus_momentum` 1 − μ, `extrapolate` whether
 * M looks ahead as Nesterov's does, `weight_decay` λ, `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is constant.
 * Kovalev 2025, arXiv 2503.12645, algorithm 1 (and 2 with `extrapolate`).
 */
export default defineSubmission({
  name: "trust_region",
  ruleset: "external",
  description: "Steps to the edge of a trust region in the spectral, the Euclidean or the maximum norm",
  paper: "arXiv 2503.12645",
  stateBytesPerParameter: 4,
  hyperparameters: {
    norm: { feasible_points: ["spectral", "euclidean"] },
    lr: { min: 2e-3, max: 0.1, scaling: "log" },
    one_minus_momentum: { feasible_points: [0.05, 0.1] },
    weight_decay: { min: 1e-4, max: 0.1, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer(point) {
    const hp = withDefaults(point, { vector_norm: "euclidean", extrapolate: true });
    const within = (norm: string) => stepsToTheEdge(norm, 1 - hp.one_minus_momentum, hp.extrapolate);
    return chain(
      masked(within(hp.norm), ({ shape }) => shape.length >= 2),
      masked(within(hp.vector_norm), ({ shape }) => shape.length < 2),
      addDecayedWeights(hp.weight_decay),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    );
  },
});
