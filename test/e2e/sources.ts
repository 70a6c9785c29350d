import type { SubmissionSource } from "../../packages/core/schema/sourceFiles.ts";

/** NadamW in one file, which a form can take, at the point of the self-tuning baseline. */
export const textNamed = (name: string): string => `import {
  addDecayedWeights, chain, defineSubmission, scaleByLearningRate, scaleByNadam, warmupCosine,
} from "steepest";
export default defineSubmission({
  name: "${name}",
  ruleset: "self",
  description: "NadamW with linear warmup and cosine decay; one fixed point for every workload",
  paper: "arXiv 2306.07179",
  stateBytesPerParameter: 8,
  hyperparameters: [{ lr: 0.0027284, beta1: 0.79274, beta2: 0.95, weight_decay: 0.0011775 }],
  optimizer: (hp) =>
    chain(
      scaleByNadam({ beta1: hp.beta1, beta2: hp.beta2, eps: 1e-8 }),
      addDecayedWeights(hp.weight_decay),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: 0.02 })),
    ),
});
`;

export const sourceNamed = (name: string): SubmissionSource => ({
  entry: `${name}.ts`,
  files: { [`${name}.ts`]: textNamed(name) },
});
