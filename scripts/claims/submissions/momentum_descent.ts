import { addScaled, defineSubmission, zerosLike } from "steepest";

/** Heavy-ball momentum at one rate: m ← βm + ∇L, w ← w − ηm, with β as 1 − β so that it can span decades. */
export default defineSubmission({
  name: "momentum_descent",
  ruleset: "self",
  hyperparameters: [{ lr: 0.3, one_minus_beta: 0.3 }],
  init: ({ params }) => ({ m: zerosLike(params) }),
  update({ params, batch, state, hyperparameters: { lr, one_minus_beta }, lossAndGrad }) {
    const { grads, modelState } = lossAndGrad(params, batch);
    const m = addScaled(grads, state.m, 1 - one_minus_beta);
    return { params: addScaled(params, m, -lr), state: { m }, modelState };
  },
});
