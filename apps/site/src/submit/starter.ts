/** What the editor opens with: AdamW with a schedule, complete and ready to be changed. */
export const starter = `import { addDecayedWeights, chain, defineSubmission, scaleByAdam, scaleByLearningRate, warmupCosine } from "steepest";

export default defineSubmission({
  name: "my_optimizer",
  ruleset: "self",
  description: "What is new about it, in a sentence",
  // Self-tuning: one fixed point, the same on every workload.
  hyperparameters: [{ lr: 2e-3, beta1: 0.9, beta2: 0.999, weight_decay: 1e-2 }],
  // Transforms are applied one after the other; \`steepest new\` writes one out step by step.
  optimizer: (hp) =>
    chain(
      scaleByAdam({ beta1: hp.beta1, beta2: hp.beta2 }),
      addDecayedWeights(hp.weight_decay),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: 0.05 })),
    ),
});
`;
