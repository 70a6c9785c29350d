import {
  add,
  addDecayedWeights,
  chain,
  defineSubmission,
  div,
  globalNorm,
  leafNorm,
  maximum,
  mul,
  type Schedule,
  sqrt,
  square,
  sub,
  type Transform,
  type Tree,
  warmupCosine,
} from "steepest";

interface DogState {
  readonly start: Tree;
  /** Largest distance so far and sum of squared gradient norms: over all leaves, or one of each for every leaf. */
  readonly distance: Tree | null;
  readonly sum: Tree | null;
}

/** p ← p − η·r̄/√G·g with r̄ = max ‖p − p₀‖ (first: r·(1 + ‖p₀‖)) and G = Σ‖g‖² + ε. */
function scaleByDog(rate: Schedule, relative = 1e-6, eps = 1e-8, norm = globalNorm): Transform<DogState> {
  return {
    init: (params) => ({ start: params, distance: null, sum: null }),
    update(g, { start, ...state }, ctx) {
      const distance = state.distance
        ? maximum(state.distance, norm(sub(ctx.params, start)))
        : mul(add(norm(start), 1), relative);
      const sum = add(square(norm(g)), state.sum ?? eps);
      const updates = mul(mul(g, div(distance, sqrt(sum))), -rate(ctx));
      return { updates, state: { start, distance, sum } };
    },
  };
}

/**
 * DoG, distance over gradients: r̄ = max(r̄, ‖p − p₀‖), G ← G + ‖g‖², p ← p − η·r̄/√G·g, starting at r̄ = r(1 + ‖p₀‖), G = ‖g‖² + ε; g has λp in it.
 *
 * `lr` is η (1), `reps_rel` r (1e-6), `eps` ε (1e-8), `weight_decay` λ (coupled), `granularity` "all" or "param" (L-DoG: r̄ and G for each leaf),
 * `warmup_factor` the fraction of the run spent on linear warmup of η before a cosine decay; without it η is constant.
 * Ivgi, Hinder & Carmon 2023, arXiv 2302.12022.
 */
export default defineSubmission({
  name: "dog",
  ruleset: "self",
  description: "Distance over gradients: SGD with a step size from how far it has come, cosine decay",
  paper: "arXiv 2302.12022",
  stateBytesPerParameter: 4,
  hyperparameters: [
    { lr: 1, reps_rel: 1e-4, eps: 1e-8, weight_decay: 0, granularity: "all", warmup_factor: 0.02 },
  ],
  optimizer: (hp) =>
    chain(
      addDecayedWeights(hp.weight_decay),
      scaleByDog(
        warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor }),
        hp.reps_rel,
        hp.eps,
        hp.granularity === "param" ? leafNorm : globalNorm,
      ),
    ),
});
