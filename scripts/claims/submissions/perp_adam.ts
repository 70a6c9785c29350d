import {
  addDecayedWeights,
  chain,
  defineSubmission,
  div,
  dot,
  mul,
  scaleByAdam,
  scaleByLearningRate,
  sub,
  type Transform,
} from "steepest";

/** g − (⟨g, w⟩ / ‖w‖²) w: the gradient's part across the weights, all of them as one vector. */
const across: Transform<null> = {
  init: () => null,
  update: (g, state, { params }) => ({
    updates: sub(g, mul(params, div(dot(g, params), dot(params, params)))),
    state,
  }),
};

/** Adam at one rate, on the gradient (`across` 0) or on its part across the weights (1; Prieto et al. 2025, arXiv 2501.04697, §5), with decoupled decay. */
export default defineSubmission({
  name: "perp_adam",
  ruleset: "self",
  hyperparameters: [{ lr: 0.003, across: 1, weight_decay: 0 }],
  optimizer: ({ lr, across: isAcross, weight_decay: decay }) =>
    chain(
      ...(isAcross === 1 ? [across] : []),
      scaleByAdam({ beta1: 0.9, beta2: 0.98, eps: 1e-8 }),
      addDecayedWeights(decay),
      scaleByLearningRate(lr),
    ),
});
