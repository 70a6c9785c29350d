interface Algorithm {
  readonly name: string;
  /** The reference submission that it is. */
  readonly submission: string;
  /** What differs from the paper, and what is not reached. */
  readonly note?: string;
}

/** Methods whose authors' code (or the implementation that is used most) was run and recorded. */
export const recorded =
  "adabelief adafactor adagrad adai adam adam_8bit adamg adamp adamw adan ademamix adopt amos amsgrad cocob dadapt_adam demo diffgrad distributed_shampoo dog dowg galore heavy_ball lamb lars lawa lion lookahead mars mechanic momo momo_adam muon nadamw nesterov prodigy psgd_kron radam rmsprop root sam schedule_free_adamw schedule_free_sgd scion sgd sgdp sgd_sai shampoo signsgd soap sophia_g tvlars".split(
    " ",
  );

/** Methods written from their papers: no reference that runs was found. */
export const fromPapers: readonly Algorithm[] = [
  { name: "Mono-Forward", submission: "mono_forward" },
  {
    name: "Feedback alignment",
    submission: "feedback_alignment",
    note: "short of `mnist_mlp`'s target (0.9674) after 1,500 steps: 0.9592 with random feedback and 0.9638 with the weights' signs, where SGD has 0.9694 (best of four rates each)",
  },
  { name: "Adversarial weight perturbation (AWP)", submission: "awp" },
  {
    name: "Virtual adversarial training",
    submission: "vat",
    note: "its first direction is the slope of the loss of labels drawn from the predictions, and ξ a finite step, since inputs are float32; by its defaults at `mnist_mlp`'s target (0.9674) after 14.7 reference seconds (one seed, the best of 6 points), since a step takes four gradients",
  },
  {
    name: "ELLE (catastrophic overfitting)",
    submission: "elle",
    note: "its three points lie on the line of the attack, where the paper draws them in the ball: `perturb` moves along gradients alone. The overfitting is smaller, not gone: on `mnist_cnn` with a radius of one deviation the loss under ten steps uphill is 5.6 without it and 3.2 with it after 150 steps, 6.8 and 2.8 after 300, where guessing has 2.3, and λ of 5 and more learns nothing. By its defaults, a small radius, at `mnist_mlp`'s target (0.9674) after 16.8 reference seconds (one seed, the best of 6 points), since a step takes five gradients",
  },
  {
    name: "DOT (distillation-oriented trainer)",
    submission: "dot",
    note: "its teacher is an average of the model itself: there is one model",
  },
  {
    name: "ReSTE (binary weights)",
    submission: "reste",
    note: "weights alone: activations belong to the model",
  },
  {
    name: "BiPer (binary weights)",
    submission: "biper",
    note: "weights alone: activations belong to the model, which has no batch norm to scale them either",
  },
  { name: "Cuttlefish", submission: "cuttlefish" },
  {
    name: "Trust regions by norm (Muon, normalised SGD, sign descent)",
    submission: "trust_region",
  },
  { name: "Lion-κ", submission: "lion_kappa" },
  { name: "Learning rates from a Lanczos spectrum", submission: "lanczos_rates" },
  {
    name: "Continual backprop",
    submission: "continual_backprop",
    note: "utility by weights: activations are not handed out",
  },
  { name: "CASPR", submission: "caspr" },
  { name: "Optimistic AMSGrad", submission: "optimistic_amsgrad" },
  {
    name: "Adaptive braking",
    submission: "adaptive_braking",
    note: "on boards without a delay, which is no setting to be searched; the paper's claim of D = 32 is a test",
  },
  { name: "Linear decay", submission: "linear_decay_adamw" },
  {
    name: "Refined schedule",
    submission: "linear_decay_adamw",
    note: "with a first run of a quarter of the steps, whose norms it takes; `first_run` 0 is linear decay",
  },
  { name: "Noise-adaptive layerwise rates on Muon (LANTON)", submission: "lanton" },
  {
    name: "Sharpness-aware training for free (SAF)",
    submission: "saf",
    note: "MESA, and SAF with the model in the middle of the earlier epoch in the place of its recorded outputs, which stay on the host",
  },
  { name: "Adversarial model perturbation", submission: "amp" },
  {
    name: "OptEx",
    submission: "optex",
    note: "the parallel gradients of a step are branches side by side: charged in full, and the record's critical path has the longest of them",
  },
  { name: "4-bit Shampoo", submission: "shampoo_4bit" },
  {
    name: "Q-GaLore",
    submission: "q_galore",
    note: "look-up tables and matrices with a side above 2048 take Adam",
  },
  {
    name: "Deep gradient compression",
    submission: "deep_gradient_compression",
    note: "simulated workers, bytes counted",
  },
  {
    name: "L-GreCo",
    submission: "l_greco",
    note: "of sparse gradients, whose bytes are counted; ranks and bits, which the paper chooses in the same way, are not among the choices",
  },
  {
    name: "DP-SGD with error feedback (DiceSGD)",
    submission: "dice_sgd",
    note: "its accountant counts no luck of the draw, since batches here go through the data in turn; ε and δ are a field of the record, as stated",
  },
  {
    name: "Forward gradient",
    submission: "forward_gradient",
    note: "a directional derivative by two forward passes; of `mnist_mlp` these cost what a gradient does, and drawing the direction twice as much",
  },
  {
    name: "Likelihood-ratio gradient",
    submission: "likelihood_ratio",
    note: "noise on what layers give, one forward pass a step, where every parameter is in a layer that takes it (perceptrons, convolutions with batch norm, decoders, ViT, DLRM: seven of the workloads): elsewhere on the weights, with many passes a step. Under noise batch norm goes by its running statistics: by the batch's own, an example's noise acts on the others' losses, and its own loss misses that",
  },
  {
    name: "Gradient-normalised Newton with an approximate Hessian",
    submission: "gradient_normalized_newton",
  },
  { name: "Norm loss", submission: "norm_loss" },
  { name: "Curl descent", submission: "curl_descent" },
  { name: "Generalized Adam (AlgoPerf)", submission: "generalized_adam" },
  { name: "NadamP (AlgoPerf)", submission: "nadamp" },
  { name: "Cyclic LR (AlgoPerf)", submission: "cyclic_lr" },
  { name: "LAWA-EMA (AlgoPerf)", submission: "lawa_ema" },
  { name: "Schedule-free Prodigy (AlgoPerf)", submission: "schedule_free_prodigy" },
  { name: "NadamW sequential (AlgoPerf)", submission: "nadamw_sequential" },
  { name: "Subset pretraining", submission: "subset_pretraining" },
  {
    name: "Variance-controlled sampling (VCAS)",
    submission: "vcas",
    note: "examples layer by layer where blocks have no batch norm (decision 50), else all layers keep the same ones, unbiased but for the batch norm's own statistics, at a further forward pass a step where examples have several numbers of targets; rows of the weights' gradients are all computed. As AdamW it comes to a loss in 0.92 of the time on `mnist_mlp`; on `quickdraw_vit` and `brown_lm`, whose examples' gradients are of nearly one size, a run takes 1.06 and 1.05 times as long",
  },
  { name: "Loss-proportional sampling (selective backprop)", submission: "selective_backprop" },
  {
    name: "EnsLoss",
    submission: "ensloss",
    note: "margins come from losses; of more than two classes the log-odds of the right one",
  },
  {
    name: "Asymmetric losses (AGCE, AUL, AEL)",
    submission: "asymmetric_loss",
    note: "by per-example weights; short of `mnist_mlp`'s target (0.9674): 0.966, the best of 9 points: what it leaves out of clean data are hard examples",
  },
  {
    name: "Focal loss",
    submission: "focal_loss",
    note: "by per-example weights, without the paper's balance of two classes",
  },
  {
    name: "Local guesses for forward gradients",
    submission: "local_guess",
    note: "guesses and gradients by weights; those by activations, which the paper finds better, do not leave the model",
  },
  { name: "Curriculum by loss", submission: "loss_curriculum" },
  { name: "Data echoing", submission: "data_echoing" },
  { name: "AdaMax", submission: "adamax" },
  { name: "Yogi", submission: "yogi" },
  { name: "Adam-atan2", submission: "adam_atan2" },
  { name: "Cautious AdamW", submission: "cautious_adamw" },
  { name: "Adam-mini", submission: "adam_mini" },
  { name: "CAME", submission: "came" },
  { name: "Muon with update-RMS scaling (Moonlight)", submission: "muon_rms" },
  { name: "NGN", submission: "ngn" },
  { name: "Stochastic Polyak step (SPS_max)", submission: "sps_max" },
  {
    name: "L-BFGS with overlap batches",
    submission: "multibatch_lbfgs",
    note: "short of `mnist_mlp`'s target (0.9674): 0.9438 by its defaults, the best of 9 points: curvature of half a batch of 128 is mostly noise",
  },
  { name: "Perp-gradient (grokking at the edge of numerical stability)", submission: "perp_gradient" },
  {
    name: "Median of microbatch gradients (coherence)",
    submission: "median_gradient",
    note: "short of `mnist_mlp`'s target (0.9674): 0.9646 by its defaults, the best of 12 points; the median of three thirds of a batch leaves out what only hard examples ask for",
  },
  {
    name: "Ghost batch norm (train longer, generalize better)",
    submission: "ghost_batch",
    note: "ghosts are weighed by their examples: the large batch's gradient where examples have as many targets each",
  },
  {
    name: "Z-score masking of noisy examples",
    submission: "z_error",
    note: "above the mean only; short of `mnist_mlp`'s target (0.9674): 0.9666 and, with another seed, 0.9644 by its defaults, the best of 10 points, where the same SGD without masking has 0.9706: what it leaves out of clean data are hard examples",
  },
  { name: "Spectral regularisation", submission: "spectral_regularization" },
  {
    name: "Nowcasting of weights (NiNo-like)",
    submission: "linear_nowcasting",
    note: "by a line, the paper's baseline: its graph network is trained weights, which no submission may carry",
  },
  {
    name: "Pipelined backpropagation with spike compensation and weight prediction",
    submission: "pipelined_backprop",
    note: "one delay for all layers; with linear weight prediction by the difference of weights (the paper also has it by velocity); short of `mnist_mlp`'s target (0.9674): 0.965 by its defaults, the best of 4 points (0.9666 at a rate that other workloads do not bear): a delay of four steps bounds the rate",
  },
  {
    name: "ReLoRA",
    submission: "relora",
    note: "state falls, the gradient is still that of all parameters; by its defaults at `mnist_mlp`'s target (0.9674) after 7.3 reference seconds with one seed, 0.9664 with another",
  },
  {
    name: "S-STE (2:4 sparsity)",
    submission: "s_ste",
    note: "weights and their gradients in FP8 (e3m4, e5m2); activations and the sampled products of the backward pass (MVUE) are inside the model, out of a submission's reach. FP8 costs no accuracy: by its defaults at `mnist_mlp`'s target (0.9674) after 720 steps, without it after 600 (one seed, 800 steps); it is rounded by element-wise operations, so that a step takes 29 % more, not less",
  },
  {
    name: "Structured RigL",
    submission: "srigl",
    note: "0.9668 of `mnist_mlp`'s target of 0.9674 by its defaults, and 0.9664 with half as many weights gone",
  },
  {
    name: "Lottery tickets (iterative magnitude pruning with rewinding)",
    submission: "lottery_ticket",
    note: "short of `mnist_mlp`'s target (0.9674), the best of 4 points: 0.9656 with 41 % of the hidden weights left, 0.962 with 18 %; the first layer has most of them, and rounds take steps from the last one",
  },
  {
    name: "OTO's half-space projection",
    submission: "half_space",
    note: "a group is a unit's weights, bias, and the scale and shift of the norm behind its filter; a norm behind a matrix, and units that residual sums tie together, cannot be told from the order of leaves and stay apart",
  },
  {
    name: "DADAO",
    submission: "dadao",
    note: "events follow one another on the machine: bytes are counted, the time that they would take side by side is not. Short of `mnist_mlp`'s target (0.9674) by its defaults, since its steps do not decay: 0.94 at the end of a trial (7 reference seconds), 0.965 after 46; the flow between events takes half of the time",
  },
  {
    name: "Saddle-free Newton (Krylov)",
    submission: "saddle_free",
    note: "short of `mnist_mlp`'s target (0.9674): 0.932 by its defaults after 5.3 reference seconds, the best of 8 points: a step takes 26 ms, three products with the Hessian beside the gradient, so that a trial ends before the schedule falls",
  },
  {
    name: "DIFF2",
    submission: "diff2",
    note: "descent alone, without the local steps of its second routine; workers share a step's batch, where the paper's have all of their data, since the gradients of single examples stay in memory until the step ends. By its defaults at `mnist_mlp`'s target (0.9674) after 42.5 reference seconds (one seed), with so little noise that its ε of 10⁹ says nothing; of single examples at σ = 0.2 it has 0.71 after 100 steps and ε = 98, at σ = 1 0.23 and ε = 11.6: at 64 examples a worker the noise of 100,000 parameters is longer than what it hides",
  },
  {
    name: "Sparse spectral training (SST)",
    submission: "sst",
    note: "its moments fall; U and V stand beside the weights, in whose place the paper has them",
  },
];
