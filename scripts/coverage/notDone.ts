interface NotDone {
  readonly name: string;
  readonly paper: string;
  readonly reason: string;
}

/** Methods of the literature that are no reference submission, and why. */
export const notDone: readonly NotDone[] = [
  {
    name: "Target-space surrogates (SSO)",
    paper: "arXiv 2302.02607",
    reason:
      "Several steps in the space of the model's outputs for one backward pass need outputs and their Jacobian products; outputs and labels are not handed out, since a submission could learn the task beside the model.",
  },
  {
    name: "FZooS",
    paper: "arXiv 2308.04077",
    reason: "Federated: clients with data of their own. Batches here come from one training set.",
  },
  {
    name: "NoProp, PEPITA, scalable forward-forward",
    paper: "arXiv 2503.24322",
    reason:
      "Blocks with losses of their own are there (`local` of `lossAndGrad`, `mono_forward`). NoProp feeds each block a noised label, PEPITA and forward-forward other inputs than the data: what goes into a model is the workload's.",
  },
  {
    name: "Sensitivity sampling",
    paper: "arXiv 2402.17327",
    reason:
      "Examples are drawn by the loss of the cluster that their embedding lies in: embeddings of examples are not handed out. By their own loss: `selective_backprop`.",
  },
  {
    name: "LAMP (amplification)",
    paper: "–",
    reason:
      "Which paper the list means could not be established: those called LAMP that were found are of other things (layer-adaptive pruning scores, text out of gradients). Whatever amplifies losses of examples can be written by per-example `weights`, as `asymmetric_loss` and `ensloss` are.",
  },
  {
    name: "Gradient boosting of layers",
    paper: "–",
    reason:
      "Which paper the list means is not certain. Those that were found train a layer or block at a time on what the sum of those before it leaves over, and predict by that sum or by weak classifiers: what is evaluated here is the workload's model. Blocks with losses of their own: `mono_forward`.",
  },
  {
    name: "New losses, dataset condensation, architecture search",
    paper: "arXiv 2006.05929",
    reason:
      "Barred: loss, data and model are the workload's, so that a score is one of the training algorithm. What a submission makes of the given loss by weights or labels of its own is allowed (`asymmetric_loss`, `focal_loss`, `saf`).",
  },
  {
    name: "Replay with gradient projection",
    paper: "arXiv 1706.08840",
    reason: "Is for streams of tasks, of which no workload is one.",
  },
  {
    name: "IDInit, Spike No More, weight standardisation",
    paper: "arXiv 2503.04626",
    reason: "Initialisation and architecture are the workload's.",
  },
  {
    name: "Concrete ticket search (CTS)",
    paper: "arXiv 2512.07142",
    reason:
      "Masks are learnt as parameters of a Concrete relaxation by a search of their own before training starts, with the divergence from the whole network's outputs. Of the contract nothing is missing (`labels: { predictedBy }`, gradients at masked weights); its scheme that balances sparsity's gradient (GradBalance) was not to be had in full here, and without it it would be another method. Tickets by magnitude: `lottery_ticket`.",
  },
  {
    name: "Spectrum-preserving pruning",
    paper: "–",
    reason:
      "Which paper the list means is not certain. Spectral sparsification of a trained network's layers, as in those that were found, prunes once after training and says nothing of how to train on: it is no training algorithm by itself.",
  },
  {
    name: "TrAct",
    paper: "arXiv 2410.23970",
    reason:
      "Multiplies the gradient of the first layer's weights by (xᵀx/n + λI)⁻¹, x the layer's inputs of the batch, which are not handed out. Out of gradients of single examples they could be had (docs/contract.md, batches), at a backward pass for each example of every step, where the method's point is that it costs next to nothing.",
  },
  {
    name: "Recomputation, mixed precision, layer drop",
    paper: "arXiv 1604.06174",
    reason: "Of the engine and the model, which are the same for all submissions.",
  },
];
