const searchSpaces = {
  self: `  // Self-tuning: one fixed point, the same on every workload. No tuning from outside.
  hyperparameters: [{ lr: 0.003, beta1: 0.9, beta2: 0.99, weight_decay: 0.02 }],`,
  external: `  // Each study draws its trials from this space (AlgoPerf's tuning_search_space.json format).
  hyperparameters: {
    lr: { min: 3e-4, max: 1e-2, scaling: "log" },
    beta1: { min: 0.8, max: 0.95, scaling: "linear" },
    beta2: { feasible_points: [0.99, 0.999] },
    weight_decay: { min: 1e-3, max: 1e-1, scaling: "log" },
  },`,
} as const;

/** The name of the starter wherever nobody has chosen one: in README, in the documents and in the site's editors. */
export const starterName = "my_optimizer";

/**
 * The first submission that everybody is shown: an optimizer written out step by step, which passes its check and trains as it stands.
 * `steepest new`, the site's editors, README and docs/contract.md have this text and no other.
 */
export const starter = (name: string = starterName, ruleset: keyof typeof searchSpaces = "self"): string => `\
import {
  add, addDecayedWeights, chain, defineSubmission, div, ema, mul, scaleByLearningRate, sqrt, square,
  type Transform, type Tree, warmupCosine, zerosLike,
} from "steepest";

/**
 * Your idea goes here. This one is Adam (Kingma & Ba 2015): change it. A tree is all parameters at once (or their
 * gradients, or your state), and every operation acts on all of its leaves in one call.
 */
function scaleByMyIdea(beta1: number, beta2: number): Transform<{ readonly m: Tree; readonly v: Tree }> {
  return {
    init: (params) => ({ m: zerosLike(params), v: zerosLike(params) }),
    update(grads, state, { step }) {
      const m = ema(state.m, grads, beta1);
      const v = ema(state.v, square(grads), beta2);
      const mHat = mul(m, 1 / (1 - beta1 ** step));
      const vHat = mul(v, 1 / (1 - beta2 ** step));
      return { updates: div(mHat, add(sqrt(vHat), 1e-8)), state: { m, v } };
    },
  };
}

export default defineSubmission({
  name: "${name}",
  ruleset: "${ruleset}",
  description: "What is new about it, in a sentence.",
${searchSpaces[ruleset]}
  // Transforms are applied one after the other; what comes out of the last is added to the parameters, so the learning
  // rate has the sign in it: downhill. For full control give \`init\` and \`update\` instead of \`optimizer\`.
  optimizer: ({ lr, beta1, beta2, weight_decay }) =>
    chain(
      scaleByMyIdea(beta1, beta2),
      addDecayedWeights(weight_decay),
      // Warms up over the first 5 % of the workload's step hint, then falls to 0 along half a cosine.
      scaleByLearningRate(warmupCosine({ peak: lr, warmupFactor: 0.05 })),
    ),
});
`;
