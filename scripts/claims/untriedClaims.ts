import type { Claim } from "./claim.ts";

/** Claims that cannot be tried here yet, each with what is missing. */
export const untriedClaims: readonly Claim[] = [
  {
    id: "logit-cures",
    claim: "QK-norm and z-loss keep attention and output logits from growing at high rates",
    source: "Wortsman et al. 2023, arXiv 2309.14322, §3",
    cannot:
      "Models and losses are fixed by the rules: no submission can add a norm of queries and keys, or a term of the loss.",
  },
  {
    id: "batch-norm-14x",
    claim: "Batch norm reaches the same accuracy with 14 times fewer steps",
    source: "Ioffe & Szegedy 2015, arXiv 1502.03167, abstract",
    cannot: "No workload has a variant without its norm.",
  },
  {
    id: "skip-connections",
    claim: "Residual connections smooth the loss landscape",
    source: "Li et al. 2018, arXiv 1712.09913, §5",
    cannot:
      "No workload has a variant without its residual connections (speech_deepspeech's has another loss surface altogether).",
  },
  {
    id: "simpson",
    claim: "A model's error may fall on every group and rise over all",
    source: "Literature on Simpson's bias in training",
    cannot: "Data come without groups.",
  },
  {
    id: "opposing-signals",
    claim: "Pairs of groups of examples oscillate against each other",
    source: "Rosenfeld & Risteski 2023, arXiv 2311.04163",
    cannot: "Probes see the loss of batches, not of each example along training.",
  },
  {
    id: "training-jacobian",
    claim: "Most singular values of the training Jacobian are near 1",
    source: "Belrose & Scherlis 2024, arXiv 2412.07003",
    cannot:
      "It takes a run for each parameter, or derivatives through training, which the engine does not have.",
  },
  {
    id: "hmm-states",
    claim: "Detours through latent states foretell slow training",
    source: "Hu et al. 2023, arXiv 2308.09543",
    cannot: "A hidden Markov model over many runs is not built.",
  },
  {
    id: "backprop-free-energy",
    claim: "Mono-Forward takes 41 % less energy than backprop",
    source: "Gong et al. 2025, arXiv 2501.09238",
    cannot: "Nothing here measures energy; that local losses train is told by mono_forward's tests.",
  },
  {
    id: "lossy-data",
    claim: "Training data can be 50 to 100 times smaller at 1 % loss",
    source: "Literature on lossy compression of training data",
    cannot: "Prepared data are pinned; a lossy copy would be another workload.",
  },
];
