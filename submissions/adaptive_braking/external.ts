import {
  add,
  addDecayedWeights,
  chain,
  defineSubmission,
  delayed,
  div,
  leafNorm,
  leafSum,
  maximum,
  mul,
  scaleByLearningRate,
  sub,
  type Transform,
  type Tree,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";

/** v ← μv + (1 − ρ·cos(g, v))g, the cosine leaf by leaf. */
const braking = (mu: number, rho: number): Transform<{ readonly velocity: Tree }> => ({
  init: (params) => ({ velocity: zerosLike(params) }),
  update(g, { velocity: before }) {
    const cosine = div(leafSum(mul(g, before)), maximum(mul(leafNorm(g), leafNorm(before)), 1e-30));
    const velocity = add(mul(before, mu), mul(g, sub(1, mul(cosine, rho))));
    return { updates: velocity, state: { velocity } };
  },
});

/**
 * Adaptive braking: momentum that weighs a gradient less the more it points where the velocity already goes:
 * g ← ∇f(p) + λp, v ← μv + (1 − ρ⟨g, v⟩/(‖g‖‖v‖))g for each leaf, p ← p − ηv.
 *
 * `rho` is ρ (from 0.25 to 1 in the search space), `delay` D how many steps old gradients are (0), `lr` η (peak of the schedule), `one_minus_momentum` 1 − μ, `weight_decay` λ (coupled), `warmup_factor` the fraction of the run
 * spent on linear warmup before the cosine decay; without it η is constant. The paper's claim is of delays up to D = 32, under which momentum grows without bound; D is not searched: it says what machine is simulated, and of points with and without it those with it
 * could only lose (they keep 4D bytes a parameter of past parameters, too). Venigalla et al. 2020, arXiv 2007.01397.
 */
export default defineSubmission({
  name: "adaptive_braking",
  ruleset: "external",
  description: "SGD with momentum and adaptive braking, linear warmup and cosine decay",
  paper: "arXiv 2007.01397",
  stateBytesPerParameter: 4,
  hyperparameters: {
    rho: { feasible_points: [0.25, 0.5, 1] },
    lr: { min: 1e-2, max: 1, scaling: "log" },
    one_minus_momentum: { min: 1e-2, max: 0.3, scaling: "log" },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer(point) {
    const hp = withDefaults(point, { delay: 0 });
    return chain(
      delayed(hp.delay),
      addDecayedWeights(hp.weight_decay),
      braking(1 - hp.one_minus_momentum, hp.rho),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    );
  },
});
