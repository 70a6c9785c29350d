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

/** A first submission: an optimizer written out step by step, which passes its check and trains as it stands. */
export const submissionTemplate = (
  name: string,
  ruleset: keyof typeof searchSpaces,
  /** How the user calls this program. */
  command = "steepest",
): string => `\
// A Steepest submission. Try it:
//   ${command} check ./${name}.ts    loads it in the sandbox and tries 20 steps
//   ${command} run ./${name}.ts      trains every workload and scores it on this machine
import {
  add,
  addDecayedWeights,
  chain,
  defineSubmission,
  div,
  ema,
  mul,
  scaleByLearningRate,
  sqrt,
  square,
  type Transform,
  type Tree,
  warmupCosine,
  zerosLike,
} from "steepest";

interface State {
  readonly m: Tree;
  readonly v: Tree;
}

/**
 * Your idea goes here. This one is Adam (Kingma & Ba 2015): change it. A tree is all parameters at once (or their
 * gradients, or your state), and every operation acts on all of its leaves in one call.
 */
function scaleByMyIdea(beta1: number, beta2: number): Transform<State> {
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
  // rate has the sign in it: downhill. Beside \`optimizer\` there may be \`batchSize\`, \`selectBatch\` and \`prepareForEval\`;
  // for full control give \`init\` and \`update\` instead of it: docs/contract.md.
  optimizer: ({ lr, beta1, beta2, weight_decay }) =>
    chain(
      scaleByMyIdea(beta1, beta2),
      addDecayedWeights(weight_decay),
      // Warms up over the first 5 % of the workload's step hint, then falls to 0 along half a cosine.
      scaleByLearningRate(warmupCosine({ peak: lr, warmupFactor: 0.05 })),
    ),
});
`;
