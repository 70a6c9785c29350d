import {
  add,
  addDecayedWeights,
  asMatrices,
  chain,
  defineSubmission,
  div,
  ema,
  globalMax,
  type LeafInfo,
  leafSum,
  masked,
  mul,
  orthogonalize,
  reshapeLike,
  scaleByAdam,
  scaleByLearningRate,
  sqrt,
  square,
  sub,
  type Transform,
  type Tree,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";
import { scaleByMuon } from "../muon/algorithm.ts";

interface State {
  readonly muon: { readonly buffer: Tree };
  readonly previous: Tree;
  /** One number for each leaf. */
  readonly variance: Tree;
}

/** ‖G‖₊, the nuclear norm, of every leaf as a matrix: ⟨G, orthogonalised G⟩. */
const nuclearNorms = (tree: Tree): Tree =>
  leafSum(mul(tree, reshapeLike(orthogonalize(asMatrices(tree)), tree)));

/** Muon's direction times √(αₗ/max α), αₗ = α/√(α² + Hₗ). */
function noiseAdaptiveMuon(momentum: number, alpha: number, beta: number): Transform<State> {
  const muon = scaleByMuon(momentum);
  return {
    init: (params) => ({
      muon: muon.init(params),
      previous: zerosLike(params),
      variance: leafSum(zerosLike(params)),
    }),
    update(g, state, ctx) {
      const direction = muon.update(g, state.muon, ctx);
      // No gradient before the first: no noise seen.
      const variance =
        ctx.step === 1
          ? state.variance
          : ema(state.variance, square(nuclearNorms(sub(g, state.previous))), beta);
      const alphas = div(alpha, sqrt(add(variance, alpha * alpha)));
      const updates = mul(direction.updates, sqrt(div(alphas, globalMax(alphas))));
      return { updates, state: { muon: direction.state, previous: g, variance } };
    },
  };
}

const isMatrix = ({ shape }: LeafInfo) => shape.length >= 2;

/**
 * LANTON, noise-adaptive learning rates for the layers of Muon: H ← βH + (1−β)‖Gₖ − Gₖ₋₁‖₊² for each matrix (nuclear norm, the dual of the spectral norm),
 * αₗ = α/√(α² + Hₗ), pₗ ← pₗ − η(√(αₗ/max α)·(Muon’s direction) + λpₗ); AdamW on vectors.
 *
 * `alpha` is α, `noise_beta` β (0.9), `lr` η of Muon (peak of the schedule), `one_minus_momentum` 1 − μ, `weight_decay` λ, `adam_lr` the rate of AdamW (β 0.9,
 * 0.95), `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it both are constant.
 * Hao et al. 2025, arXiv 2510.14009, with the last gradient for the second sample.
 */
export default defineSubmission({
  name: "lanton",
  ruleset: "external",
  description: "Muon with learning rates for each layer from its gradient noise, AdamW on vectors",
  paper: "arXiv 2510.14009",
  stateBytesPerParameter: 8,
  hyperparameters: {
    alpha: { min: 1e-2, max: 10, scaling: "log" },
    lr: { min: 2e-3, max: 0.1, scaling: "log" },
    one_minus_momentum: { feasible_points: [0.05, 0.1] },
    weight_decay: { min: 1e-4, max: 0.1, scaling: "log" },
    adam_lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer(point) {
    const hp = withDefaults(point, { noise_beta: 0.9 });
    const rate = (peak: number) =>
      scaleByLearningRate(warmupCosine({ peak, warmupFactor: hp.warmup_factor }));
    const muon = noiseAdaptiveMuon(1 - hp.one_minus_momentum, hp.alpha, hp.noise_beta);
    return chain(
      masked(chain(muon, addDecayedWeights(hp.weight_decay), rate(hp.lr)), isMatrix),
      masked(chain(scaleByAdam({ beta2: 0.95 }), rate(hp.adam_lr)), (leaf) => !isMatrix(leaf)),
    );
  },
});
