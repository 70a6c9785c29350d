import {
  add,
  defineSubmission,
  div,
  globalNorm,
  maximum,
  mul,
  type Scalar,
  scalar,
  sqrt,
  square,
  sub,
  type Transform,
  type Tree,
} from "steepest";

/** r² ← max(r², ‖p − p₀‖²), v ← v + r²‖g‖², p ← p − r²·g/(√v + ε). */
const scaleByDowg = (eps = 1e-4): Transform<{ start: Tree; distance: Scalar; sum: Scalar }> => ({
  init: (params) => ({ start: params, distance: scalar(eps), sum: scalar(0) }),
  update(g, state, { params }) {
    const distance = maximum(state.distance, square(globalNorm(sub(params, state.start))));
    const sum = add(state.sum, mul(distance, square(globalNorm(g))));
    const rate = div(distance, add(sqrt(sum), eps));
    return { updates: mul(mul(g, rate), -1), state: { start: state.start, distance, sum } };
  },
});

/**
 * DoWG, distance over weighted gradients: r² ← max(r², ‖p − p₀‖²) from r² = ε, v ← v + r²‖g‖², p ← p − r²·g/(√v + ε). Norms over all parameters.
 *
 * `eps` is ε, both the first squared distance and what keeps the denominator off 0 (1e-4). Nothing to tune, no schedule.
 * Khaled, Mishchenko & Jin 2023, arXiv 2305.16284.
 */
export default defineSubmission({
  name: "dowg",
  ruleset: "self",
  description: "Distance over weighted gradients: SGD without a learning rate",
  paper: "arXiv 2305.16284",
  stateBytesPerParameter: 4,
  hyperparameters: [{ eps: 1e-4 }],
  optimizer: (hp) => scaleByDowg(hp.eps),
});
