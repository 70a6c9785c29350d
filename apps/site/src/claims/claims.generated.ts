// Written by `npm run claims`: what the results in scripts/claims/results say.
import type { ShownClaim } from "./shownClaim.ts";

export const claims: readonly ShownClaim[] = [
  {
    "id": "sgd-sai-state",
    "topic": "State that an algorithm keeps",
    "claim": "SGD-SaI keeps half of AdamW's state",
    "source": "Xu et al. 2024, arXiv 2412.11768, abstract",
    "standing": "holds",
    "found": "4 against 8 bytes a parameter on mnist_mlp: 0.5 of it",
    "commands": [
      "steepest lab compare submissions/sgd_sai/external.ts submissions/adamw/external.ts --steps 12 --looks 1 --studies 1"
    ],
    "remark": null
  },
  {
    "id": "lion-state",
    "topic": "State that an algorithm keeps",
    "claim": "Lion keeps half of Adam's state",
    "source": "Chen et al. 2023, arXiv 2302.06675, abstract",
    "standing": "holds",
    "found": "4 against 8 bytes a parameter on mnist_mlp: 0.5 of it",
    "commands": [
      "steepest lab compare submissions/lion/external.ts submissions/adam/external.ts --steps 12 --looks 1 --studies 1"
    ],
    "remark": null
  },
  {
    "id": "adam-8bit-state",
    "topic": "State that an algorithm keeps",
    "claim": "Eight-bit optimizers keep a quarter of Adam's state",
    "source": "Dettmers et al. 2021, arXiv 2110.02861, abstract",
    "standing": "does not hold",
    "found": "2.7 against 8 bytes a parameter on mnist_mlp: 0.337 of it",
    "commands": [
      "steepest lab compare submissions/adam_8bit/external.ts submissions/adam/external.ts --steps 12 --looks 1 --studies 1"
    ],
    "remark": null
  },
  {
    "id": "shampoo-4bit-state",
    "topic": "State that an algorithm keeps",
    "claim": "Shampoo in four bits keeps less than a third of Shampoo's state",
    "source": "Wang et al. 2024, arXiv 2405.18144, abstract",
    "standing": "does not hold",
    "found": "8.25 against 11.6 bytes a parameter on mnist_mlp: 0.71 of it",
    "commands": [
      "steepest lab compare submissions/shampoo_4bit/external.ts submissions/shampoo/external.ts --steps 12 --looks 1 --studies 1"
    ],
    "remark": null
  },
  {
    "id": "adafactor-state",
    "topic": "State that an algorithm keeps",
    "claim": "Adafactor's second moments take sublinear memory",
    "source": "Shazeer & Stern 2018, arXiv 1804.04235, abstract",
    "standing": "holds",
    "found": "0.0467 against 8 bytes a parameter on mnist_mlp: 0.00584 of it",
    "commands": [
      "steepest lab compare submissions/adafactor/external.ts submissions/adam/external.ts --steps 12 --looks 1 --studies 1"
    ],
    "remark": null
  },
  {
    "id": "galore-state",
    "topic": "State that an algorithm keeps",
    "claim": "GaLore keeps up to 65.5 % less optimizer state than Adam",
    "source": "Zhao et al. 2024, arXiv 2403.03507, abstract",
    "standing": "holds",
    "found": "2.25 against 8 bytes a parameter on mnist_mlp: 0.281 of it",
    "commands": [
      "steepest lab compare submissions/galore/external.ts submissions/adam/external.ts --steps 12 --looks 1 --studies 1"
    ],
    "remark": null
  },
  {
    "id": "dowg-state",
    "topic": "State that an algorithm keeps",
    "claim": "DoWG needs no second moments: half of Adam's state",
    "source": "Khaled et al. 2023, arXiv 2305.16284, §1",
    "standing": "holds",
    "found": "4 against 8 bytes a parameter on mnist_mlp: 0.5 of it",
    "commands": [
      "steepest lab compare submissions/dowg/self.ts submissions/adam/external.ts --steps 12 --looks 1 --studies 1"
    ],
    "remark": null
  },
  {
    "id": "momo-range",
    "topic": "One algorithm against another",
    "claim": "MoMo reaches targets over a wider range of learning rates than SGD with momentum",
    "source": "Schaipp et al. 2023, arXiv 2305.07583, abstract",
    "standing": "does not hold",
    "found": "target reached over 0 decades of rates against 0, on mnist_mlp",
    "commands": [
      "steepest lab sensitivity submissions/momo/external.ts submissions/heavy_ball/external.ts --steps 1000 --rates 0.01,0.03,0.1,0.3,1,3,10,30,100,300 --studies 1"
    ],
    "remark": null
  },
  {
    "id": "momo-adam-range",
    "topic": "One algorithm against another",
    "claim": "MoMo-Adam reaches targets over a wider range of learning rates than Adam",
    "source": "Schaipp et al. 2023, arXiv 2305.07583, abstract",
    "standing": "does not hold",
    "found": "target reached over 0 decades of rates against 0.48, on mnist_mlp",
    "commands": [
      "steepest lab sensitivity submissions/momo_adam/external.ts submissions/adam/external.ts --steps 1000 --rates 0.01,0.03,0.1,0.3,1,3,10,30,100,300 --studies 1"
    ],
    "remark": null
  },
  {
    "id": "sgd-sai-matches",
    "topic": "One algorithm against another",
    "claim": "SGD-SaI matches AdamW",
    "source": "Xu et al. 2024, arXiv 2412.11768, abstract",
    "standing": "does not hold",
    "found": "validation loss 0.141 (sd 0.0033) against 0.125 (0.0019) of adamw, 3 seeds of mnist_mlp",
    "commands": [
      "steepest lab compare submissions/sgd_sai/external.ts submissions/adamw/external.ts --looks 20 --steps 600"
    ],
    "remark": null
  },
  {
    "id": "adam-8bit-matches",
    "topic": "One algorithm against another",
    "claim": "Eight-bit Adam keeps the performance of Adam in 32 bits",
    "source": "Dettmers et al. 2021, arXiv 2110.02861, abstract",
    "standing": "holds",
    "found": "validation loss 0.124 (sd 0.0016) against 0.125 (0.002) of adam, 3 seeds of mnist_mlp",
    "commands": [
      "steepest lab compare submissions/adam_8bit/external.ts submissions/adam/external.ts --looks 20 --steps 600"
    ],
    "remark": null
  },
  {
    "id": "schedule-free-matches",
    "topic": "One algorithm against another",
    "claim": "Schedule-free AdamW does as well as AdamW with a cosine schedule",
    "source": "Defazio et al. 2024, arXiv 2405.15682, abstract",
    "standing": "does not hold",
    "found": "validation loss 0.123 (sd 0.0044) against 0.115 (0.0013) of adamw_self, 3 seeds of mnist_mlp",
    "commands": [
      "steepest lab compare submissions/schedule_free_adamw/self.ts submissions/adamw/self.ts --looks 20 --steps 600"
    ],
    "remark": null
  },
  {
    "id": "prodigy-matches",
    "topic": "One algorithm against another",
    "claim": "Prodigy without a learning rate comes near hand-tuned Adam",
    "source": "Mishchenko & Defazio 2023, arXiv 2306.06101, abstract",
    "standing": "does not hold",
    "found": "validation loss 0.156 (sd 0.0046) against 0.105 (0.0018) of adam_self, 3 seeds of mnist_mlp",
    "commands": [
      "steepest lab compare submissions/prodigy/self.ts submissions/adam/self.ts --looks 20 --steps 600"
    ],
    "remark": null
  },
  {
    "id": "muon-steps",
    "topic": "One algorithm against another",
    "claim": "Muon needs fewer steps than AdamW",
    "source": "Jordan et al. 2024, “Muon: an optimizer for hidden layers”",
    "standing": "holds",
    "found": "steps to target 550 (sd 100) against 717 (100) of adamw_self, 3 seeds of mnist_mlp",
    "commands": [
      "steepest lab compare submissions/muon/self.ts submissions/adamw/self.ts --looks 20 --steps 1000 --workload mnist_mlp"
    ],
    "remark": null
  },
  {
    "id": "soap-steps",
    "topic": "One algorithm against another",
    "claim": "SOAP needs at least 40 % fewer steps than AdamW",
    "source": "Vyas et al. 2024, arXiv 2409.11321, abstract",
    "standing": "does not hold",
    "found": "steps to target 683 (sd 76) against 717 (100) of adamw_self, 3 seeds of mnist_mlp",
    "commands": [
      "steepest lab compare submissions/soap/self.ts submissions/adamw/self.ts --looks 20 --steps 1000 --workload mnist_mlp"
    ],
    "remark": null
  },
  {
    "id": "lookahead-helps",
    "topic": "One algorithm against another",
    "claim": "Lookahead improves the optimizer inside it",
    "source": "Zhang et al. 2019, arXiv 1907.08610, abstract",
    "standing": "does not hold",
    "found": "validation loss 0.148 (sd 0.0011) against 0.137 (0.0025) of heavy_ball, 3 seeds of mnist_mlp",
    "commands": [
      "steepest lab compare submissions/lookahead/external.ts submissions/heavy_ball/external.ts --looks 20 --steps 600"
    ],
    "remark": null
  },
  {
    "id": "nesterov-helps",
    "topic": "One algorithm against another",
    "claim": "Nesterov's momentum is ahead of heavy-ball momentum",
    "source": "Sutskever et al. 2013 (ICML), §3",
    "standing": "does not hold",
    "found": "validation loss 0.136 (sd 0.0019) against 0.137 (0.0025) of heavy_ball, 3 seeds of mnist_mlp",
    "commands": [
      "steepest lab compare submissions/nesterov/external.ts submissions/heavy_ball/external.ts --looks 20 --steps 600"
    ],
    "remark": null
  },
  {
    "id": "adabelief-fast",
    "topic": "One algorithm against another",
    "claim": "AdaBelief converges as fast as Adam",
    "source": "Zhuang et al. 2020, arXiv 2010.07468, abstract",
    "standing": "holds",
    "found": "validation loss 0.12 (sd 0.0026) against 0.125 (0.002) of adam, 3 seeds of mnist_mlp",
    "commands": [
      "steepest lab compare submissions/adabelief/external.ts submissions/adam/external.ts --looks 20 --steps 600"
    ],
    "remark": null
  },
  {
    "id": "diffgrad-ahead",
    "topic": "One algorithm against another",
    "claim": "diffGrad is ahead of Adam",
    "source": "Dubey et al. 2019, arXiv 1909.11015, abstract",
    "standing": "does not hold",
    "found": "validation loss 0.158 (sd 0.0032) against 0.125 (0.002) of adam, 3 seeds of mnist_mlp",
    "commands": [
      "steepest lab compare submissions/diffgrad/external.ts submissions/adam/external.ts --looks 20 --steps 600"
    ],
    "remark": null
  },
  {
    "id": "subset-pretraining",
    "topic": "One algorithm against another",
    "claim": "Pretraining on subsets reaches the same with a tenth of the computation or less",
    "source": "Spörer, Bermeitinger & Hrycej 2024, arXiv 2410.16523, abstract",
    "standing": "does not hold",
    "found": "subset_pretraining and adamw: 0 and 1 of 3 seeds reached the target",
    "commands": [
      "steepest lab compare submissions/subset_pretraining/external.ts submissions/adamw/external.ts --looks 20 --steps 800"
    ],
    "remark": "Shortened: 800 steps, not 1,500."
  },
  {
    "id": "selective-backprop",
    "topic": "One algorithm against another",
    "claim": "Selective backprop reaches target error up to 3.5 times faster than training on all examples",
    "source": "Jiang et al. 2019, arXiv 1910.00762, abstract",
    "standing": "does not hold",
    "found": "selective_backprop and sgd: 0 and 0 of 3 seeds reached the target",
    "commands": [
      "steepest lab compare submissions/selective_backprop/external.ts submissions/sgd/external.ts --looks 20 --steps 800"
    ],
    "remark": "Shortened: 800 steps, not 1,500."
  },
  {
    "id": "mars-ahead",
    "topic": "One algorithm against another",
    "claim": "MARS is ahead of AdamW",
    "source": "Yuan et al. 2024, arXiv 2411.10438, abstract",
    "standing": "does not hold",
    "found": "validation loss 0.13 (sd 0.0025) against 0.125 (0.0019) of adamw, 3 seeds of mnist_mlp",
    "commands": [
      "steepest lab compare submissions/mars/external.ts submissions/adamw/external.ts --looks 20 --steps 600"
    ],
    "remark": null
  },
  {
    "id": "variance-binomial",
    "topic": "Seeds and their spread",
    "claim": "The spread of test accuracy over seeds is close to what the test set's size alone gives",
    "source": "Jordan 2024, arXiv 2304.01910, §4",
    "standing": "holds",
    "found": "sd 0.00249 over 8 seeds of mnist_mlp, binomial 0.00205: 1.2×",
    "commands": [
      "steepest lab variance submissions/nadamw/self.ts --studies 8 --steps 300"
    ],
    "remark": "Shortened: 8 seeds of 300 steps, not 12 of 400."
  },
  {
    "id": "variance-any-source",
    "topic": "Seeds and their spread",
    "claim": "Any single source of randomness gives as much spread as all together",
    "source": "Jordan 2024, arXiv 2304.01910, §3.1; Fort et al. 2019",
    "standing": "does not hold",
    "found": "initial values alone give 0.41 of the whole sd of test accuracy, the order of the data 0.35 (8 seeds of mnist_mlp)",
    "commands": [
      "steepest lab variance submissions/nadamw/self.ts --studies 8 --steps 300"
    ],
    "remark": "Shortened: 8 seeds of 300 steps, not 12 of 400."
  },
  {
    "id": "three-runs-cover",
    "topic": "Seeds and their spread",
    "claim": "Bootstrap intervals from three runs cover the truth less often than they say",
    "source": "Agarwal et al. 2021, arXiv 2108.13264, §4.1 and figure 4",
    "standing": "holds",
    "found": "95 % intervals of a board with three studies hold the score of all 12 seeds in 93 % of draws, the rank in 99 % (three submissions on the small world xor, 500 boards drawn)",
    "commands": [
      "steepest lab compare submissions/nadamw/self.ts submissions/adamw/self.ts submissions/adam/self.ts --workload xor --steps 200 --looks 200 --studies 12 --seed 101"
    ],
    "remark": "Shortened: 200 steps on a small world, not 400 on mnist_mlp."
  },
  {
    "id": "edge-of-stability",
    "topic": "Sharpness and curvature",
    "claim": "In full-batch gradient descent the sharpness rises to 2/η and hovers there",
    "source": "Cohen et al. 2021, arXiv 2103.00065, §3.1",
    "standing": "does not hold",
    "found": "λ₁ · η/2 went 6.8, 1.9, 0.8, 0.57, 0.44, 0.33, 0.28, 0.21, 0.18, 0.16, 0.15, 0.13, 0.11, 0.11, 0.097, 0.089 at η 0.6, and 0.68, 0.59, 0.52, 0.47, 0.42, 0.38, 0.35, 0.32, 0.29, 0.26, 0.24, 0.22, 0.2, 0.19, 0.18, 0.17 at η 0.06 (mnist_mlp, 512 examples, cross-entropy)",
    "commands": [
      "steepest lab curvature scripts/claims/submissions/gradient_descent.ts --full-batch 1 --examples 512 --steps 300 --points 16 --lanczos 12 --traces 0 --set lr=0.6",
      "steepest lab curvature scripts/claims/submissions/gradient_descent.ts --full-batch 1 --examples 512 --steps 300 --points 16 --lanczos 12 --traces 0 --set lr=0.06"
    ],
    "remark": "The second command is a second try: at η 0.6 training starts above the edge. At η 0.06 it starts below and stays there for all 300 steps."
  },
  {
    "id": "rate-flattens",
    "topic": "Sharpness and curvature",
    "claim": "Larger learning rates end in flatter regions",
    "source": "Lewkowycz et al. 2020, arXiv 2003.02218; Jastrzębski et al. 2020, arXiv 2002.09572",
    "standing": "holds",
    "found": "λ₁ 2.97 at η 0.5 against 16.9 at η 0.02, after as many steps on mnist_mlp",
    "commands": [
      "steepest lab curvature scripts/claims/submissions/gradient_descent.ts --steps 400 --points 6 --examples 512 --lanczos 12 --traces 0 --set lr=0.02",
      "steepest lab curvature scripts/claims/submissions/gradient_descent.ts --steps 400 --points 6 --examples 512 --lanczos 12 --traces 0 --set lr=0.5"
    ],
    "remark": null
  },
  {
    "id": "sam-flatter",
    "topic": "Sharpness and curvature",
    "claim": "SAM ends in flatter minima than SGD",
    "source": "Foret et al. 2020, arXiv 2010.01412, §4",
    "standing": "holds",
    "found": "λ₁ of the second half of training 3.2 against 9.23, on mnist_mlp",
    "commands": [
      "steepest lab curvature submissions/sam/external.ts submissions/sgd/external.ts --steps 500 --points 6 --examples 512 --lanczos 12 --traces 0"
    ],
    "remark": null
  },
  {
    "id": "amp-flatter",
    "topic": "Sharpness and curvature",
    "claim": "Adversarial model perturbation ends in flatter minima than SGD",
    "source": "Zheng et al. 2021, arXiv 2010.04925, abstract",
    "standing": "holds",
    "found": "λ₁ of the second half of training 2.13 against 9.23, on mnist_mlp",
    "commands": [
      "steepest lab curvature submissions/amp/external.ts submissions/sgd/external.ts --steps 500 --points 6 --examples 512 --lanczos 12 --traces 0"
    ],
    "remark": null
  },
  {
    "id": "outliers-few",
    "topic": "Sharpness and curvature",
    "claim": "The Hessian's spectrum is a bulk near 0 and few outliers, about as many as classes",
    "source": "Sagun et al. 2017, arXiv 1706.04454; Ghorbani et al. 2019, arXiv 1901.10159",
    "standing": "holds",
    "found": "97.9 % of the spectral weight lies below a tenth of λ₁, 20 Ritz values above it (mnist_mlp, 10 classes)",
    "commands": [
      "steepest lab curvature submissions/sgd/external.ts --steps 400 --points 2 --examples 1024 --lanczos 40 --traces 0"
    ],
    "remark": null
  },
  {
    "id": "early-chaos",
    "topic": "Ways through the parameters",
    "claim": "The earlier two runs part, the larger the barrier between their ends",
    "source": "Frankle et al. 2020, arXiv 1912.05671, §3; Altıntaş et al. 2025 (“The butterfly effect”)",
    "standing": "holds",
    "found": "barriers 0.00032, 0.000045, 0, 0 when the runs part at step 0, 20, 100, 400 (mnist_mlp)",
    "commands": [
      "steepest lab connect submissions/sgd/external.ts --steps 600 --spawns 0,20,100,400 --studies 2"
    ],
    "remark": null
  },
  {
    "id": "fractal-boundary",
    "topic": "Ways through the parameters",
    "claim": "The border between trainable and divergent hyperparameters has a dimension between 1 and 2 at every scale",
    "source": "Sohl-Dickstein 2024, arXiv 2402.06184, abstract",
    "standing": "does not hold",
    "found": "box-counting dimension 1.29 over two decades, 0.672 over a fifth of one (24 × 24 runs of momentum on mnist_mlp)",
    "commands": [
      "steepest lab boundary scripts/claims/submissions/momentum_descent.ts --cells 24 --decades 2 --steps 25 --examples 32",
      "steepest lab boundary scripts/claims/submissions/momentum_descent.ts --cells 24 --decades 0.2 --steps 25 --examples 32 --set lr=1.2"
    ],
    "remark": null
  },
  {
    "id": "pca-walk",
    "topic": "Ways through the parameters",
    "claim": "Most of a trajectory's variance (61 % of a random walk's) lies in its first principal component",
    "source": "Antognini & Sohl-Dickstein 2018, arXiv 1806.08805, §3",
    "standing": "holds",
    "found": "87 % in the first component, 8.7 % in the second (SGD on mnist_mlp)",
    "commands": [
      "steepest lab landscape submissions/sgd/external.ts --steps 400 --line 3 --plane 0 --examples 64"
    ],
    "remark": null
  },
  {
    "id": "batch-knee",
    "topic": "Curves, batches, amounts of data",
    "claim": "Steps fall as one over the batch size, then less, then not; and the knee differs by workload",
    "source": "Shallue et al. 2019, arXiv 1811.03600, §4.1–4.2",
    "standing": "does not hold",
    "found": "knee at a batch of 2100 on mnist_mlp and 230 on mnist_cnn; from batch 16 to 512 the steps fall by 88 % of what perfect scaling says",
    "commands": [
      "steepest lab batch-size submissions/nadamw/self.ts --batches 16,32,64,128,256,512 --rates 0.5,1,2 --examples 120000",
      "steepest lab batch-size submissions/nadamw/self.ts --workload mnist_cnn --batches 16,32,64,128 --rates 0.5,1,2 --examples 75000"
    ],
    "remark": "With 40,000 examples of mnist_mlp and 25,000 of mnist_cnn no batch size reached its target: runs are three times as long."
  },
  {
    "id": "data-power-law",
    "topic": "Curves, batches, amounts of data",
    "claim": "The loss falls as a power of the amount of data, and small sizes foretell larger ones",
    "source": "Hestness et al. 2017, arXiv 1712.00409, abstract; Kaplan et al. 2020, arXiv 2001.08361",
    "standing": "does not hold",
    "found": "exponent 0.39, floor 0, error of log L 0.048; the five smaller sizes miss the largest, 4 times further, by 27 %",
    "commands": [
      "steepest lab scaling submissions/nadamw/self.ts --sizes 250,500,1000,2000,4000,8000,16000 --steps 500 --studies 2"
    ],
    "remark": null
  },
  {
    "id": "curves-foretold",
    "topic": "Curves, batches, amounts of data",
    "claim": "The first half of a learning curve foretells its end",
    "source": "Domhan et al. 2015 (IJCAI), §4; Viering & Loog 2021, arXiv 2103.10948",
    "standing": "does not hold",
    "found": "a power law through the first half misses the final loss by 25 %, the last value seen by 4.1 % (schedule-free AdamW on mnist_mlp, 3 seeds)",
    "commands": [
      "steepest lab forecast submissions/schedule_free_adamw/self.ts --steps 600 --studies 3"
    ],
    "remark": null
  },
  {
    "id": "gradient-warns",
    "topic": "Curves, batches, amounts of data",
    "claim": "Gradients grow before the loss spikes",
    "source": "Takase et al. 2023, arXiv 2312.16903, §3",
    "standing": "does not hold",
    "found": "17 spikes, 2 with a gradient above twice its running median before them (Adam at 4, 16 and 64 times its rate on mnist_mlp)",
    "commands": [
      "steepest lab spikes submissions/adam/self.ts --steps 300 --rates 4,16,64"
    ],
    "remark": null
  },
  {
    "id": "neural-collapse",
    "topic": "Curves, batches, amounts of data",
    "claim": "Within a class, predictions draw together as training goes on (NC1 falls towards 0)",
    "source": "Papyan et al. 2020, arXiv 2008.08186, NC1",
    "standing": "holds",
    "found": "NC1 of the logits 5.3, 0.41, 0.39, 0.39, 0.39, 0.39 along 800 steps of mnist_mlp",
    "commands": [
      "steepest lab features submissions/nadamw/self.ts --steps 800 --points 6"
    ],
    "remark": null
  },
  {
    "id": "low-rank-updates",
    "topic": "Curves, batches, amounts of data",
    "claim": "Updates have a lower effective rank than the weights that they change",
    "source": "Zhao et al. 2024 (GaLore), arXiv 2403.03507, §3; Gur-Ari et al. 2018, arXiv 1812.04754",
    "standing": "holds",
    "found": "effective rank 0.27 of the full one for updates, 0.98 for weights (SGD on mnist_mlp)",
    "commands": [
      "steepest lab features submissions/sgd/external.ts --steps 400 --points 5"
    ],
    "remark": "Shortened: 400 steps of SGD, not 800 of NadamW."
  },
  {
    "id": "grokking",
    "topic": "Small worlds",
    "claim": "Without decay, the gradient's part across the weights makes modular addition grok",
    "source": "Prieto et al. 2025, arXiv 2501.04697",
    "standing": "holds",
    "found": "across the weights the training loss is below 0.1 after 150 steps and 95 % of unseen sums are right after 983.3 (3 seeds); with the whole gradient 0.079 % are right after 1,500",
    "commands": [
      "steepest lab compare scripts/claims/submissions/perp_adam.ts --workload modular_addition --steps 1500 --looks 30 --set across=1,lr=0.01",
      "steepest lab compare scripts/claims/submissions/perp_adam.ts --workload modular_addition --steps 1500 --looks 30 --set across=0,lr=0.01"
    ],
    "remark": null
  },
  {
    "id": "plasticity",
    "topic": "Small worlds",
    "claim": "On a stream of permuted tasks plain training loses the ability to learn",
    "source": "Dohare et al. 2024, Nature 632, 768–774",
    "standing": "holds",
    "found": "right after its training a task of the first five has an accuracy of 0.854, of the last five of forty 0.812 (3 seeds)",
    "commands": [
      "steepest lab compare scripts/claims/submissions/gradient_descent.ts --workload permuted_stream --steps 2560 --looks 40 --set lr=0.1"
    ],
    "remark": null
  },
  {
    "id": "stability-gap",
    "topic": "Small worlds",
    "claim": "When a second task joins, the first is lost for a moment though all its examples are still trained on",
    "source": "De Lange et al. 2023, arXiv 2205.13452, §4",
    "standing": "does not hold",
    "found": "accuracy on the first task 0.897 before the switch (0.854 at the lowest of 30 steps), 0.877 at the lowest of the 30 steps after it, 0.915 at the end (3 seeds)",
    "commands": [
      "steepest lab compare scripts/claims/submissions/gradient_descent.ts --workload task_switch --steps 200 --looks 200 --set lr=0.1"
    ],
    "remark": null
  },
  {
    "id": "spectral-bias",
    "topic": "Small worlds",
    "claim": "Low frequencies are learnt first",
    "source": "Rahaman et al. 2019, arXiv 1806.08734",
    "standing": "holds",
    "found": "half of the waves of frequency 1, 2, 4 and 8 is learnt after 15, 40, 130, 740 steps (3 seeds)",
    "commands": [
      "steepest lab compare scripts/claims/submissions/perp_adam.ts --workload image_fit --steps 1500 --looks 100 --set across=0,lr=0.003"
    ],
    "remark": null
  },
  {
    "id": "saddle-curl",
    "topic": "Small worlds",
    "claim": "Curl descent escapes saddles faster than gradient descent",
    "source": "Ninou, Kadmon & Cayco-Gajic 2025, arXiv 2510.02765",
    "standing": "does not hold",
    "found": "79.5 steps to an error of 0.05 on 10 of 10 seeds with a tenth of the readout's units flipped, 78.7 on 10 by gradient descent",
    "commands": [
      "steepest lab compare submissions/curl_descent/external.ts submissions/sgd/external.ts --workload saddle_escape --steps 400 --looks 400 --studies 10 --set lr=0.1"
    ],
    "remark": null
  },
  {
    "id": "parity-plateau",
    "topic": "Small worlds",
    "claim": "A parity is learnt suddenly after a time in which the loss stands still",
    "source": "Barak et al. 2022, arXiv 2207.08799, §1",
    "standing": "does not hold",
    "found": "the validation loss is above 90 % of guessing for 175 steps, and below half of it 202 steps later (10 seeds)",
    "commands": [
      "steepest lab compare scripts/claims/submissions/gradient_descent.ts --workload xor --steps 1600 --looks 400 --studies 10 --set lr=0.03"
    ],
    "remark": "A second try: in a first one of 400 steps 2 of 3 seeds had learnt it."
  },
  {
    "id": "low-rank-found",
    "topic": "Small worlds",
    "claim": "From a small start, gradient descent on a product of full rank finds the low-rank matrix that fits",
    "source": "Gunasekar et al. 2017, arXiv 1705.09280; Li, Ma & Zhang 2018, arXiv 1712.09203, theorem 1",
    "standing": "holds",
    "found": "relative error of unseen measurements 0.0097 after 400 steps on 160 measurements of a matrix with 210 free entries (3 seeds)",
    "commands": [
      "steepest lab compare scripts/claims/submissions/gradient_descent.ts --workload matrix_sensing --steps 400 --set lr=0.1"
    ],
    "remark": null
  },
  {
    "id": "quadratic-knee",
    "topic": "Small worlds",
    "claim": "On a noisy quadratic, too, steps fall as one over the batch size, then less, then not",
    "source": "Zhang et al. 2019, arXiv 1907.04164, §4",
    "standing": "holds",
    "found": "knee at a batch of 43; from batch 4 to 1024 the steps to an excess of 0.05 fall by 5.3 % of what perfect scaling says",
    "commands": [
      "steepest lab batch-size scripts/claims/submissions/gradient_descent.ts --workload noisy_quadratic --batches 4,16,64,256,1024 --rates 0.3,1,3,9 --examples 200000 --set lr=0.1"
    ],
    "remark": null
  },
  {
    "id": "lr-transfer",
    "topic": "Width",
    "claim": "Under μP the best learning rate does not depend on width; under the usual parametrisation it falls",
    "source": "Yang et al. 2022, arXiv 2203.03466, figure 1",
    "standing": "does not hold",
    "found": "best rates of a perceptron with 32, 128 and 512 hidden units: 0.0048, 0.0048, 0.0024 under μP, 0.0048, 0.0024, 0.0024 under the usual parametrisation (rates a factor of 2 apart, 2 seeds)",
    "commands": [
      "steepest lab sensitivity scripts/claims/submissions/mup_adam.ts --widths 0.25,1,4 --rates 0.1,0.2,0.4,0.8,1.6,3.2,6.4 --steps 300 --studies 2 --set mup=1",
      "steepest lab sensitivity scripts/claims/submissions/mup_adam.ts --widths 0.25,1,4 --rates 0.1,0.2,0.4,0.8,1.6,3.2,6.4 --steps 300 --studies 2 --set mup=0"
    ],
    "remark": null
  },
  {
    "id": "units-matched",
    "topic": "Width",
    "claim": "Two independent runs lie in one valley once their hidden units are put in one order",
    "source": "Ainsworth et al. 2022, arXiv 2209.04836, §5",
    "standing": "holds",
    "found": "barrier 0.3 nats between two independent perceptrons of 128 units, 0.025 with their units matched (2 pairs)",
    "commands": [
      "steepest lab connect submissions/nadamw/self.ts --own-init 1 --spawns 0 --steps 500 --examples 1024 --studies 2 --width 1"
    ],
    "remark": null
  },
  {
    "id": "barriers-width",
    "topic": "Width",
    "claim": "Barriers between runs fall with width once neurons are matched",
    "source": "Entezari et al. 2022, arXiv 2110.06296, §3",
    "standing": "holds",
    "found": "barriers after matching: 0.31, 0.025, 0.015 nats at 16, 128 and 512 hidden units (2 pairs each)",
    "commands": [
      "steepest lab connect submissions/nadamw/self.ts --own-init 1 --spawns 0 --steps 500 --examples 1024 --studies 2 --width 0.125",
      "steepest lab connect submissions/nadamw/self.ts --own-init 1 --spawns 0 --steps 500 --examples 1024 --studies 2 --width 1",
      "steepest lab connect submissions/nadamw/self.ts --own-init 1 --spawns 0 --steps 500 --examples 1024 --studies 2 --width 4"
    ],
    "remark": null
  },
  {
    "id": "output-logits",
    "topic": "Width",
    "claim": "Output logits grow with the learning rate",
    "source": "Wortsman et al. 2023, arXiv 2309.14322, §3.1.2",
    "standing": "holds",
    "found": "largest logit after 300 steps 11, 14, 16, 23, 36 at 0.1, 0.3, 1, 3 and 10 times the rate (2 seeds)",
    "commands": [
      "steepest lab sensitivity submissions/nadamw/self.ts --rates 0.1,0.3,1,3,10 --steps 300 --studies 2"
    ],
    "remark": null
  },
  {
    "id": "attention-logits",
    "topic": "Width",
    "claim": "Attention logits grow with the learning rate",
    "source": "Wortsman et al. 2023, arXiv 2309.14322, §3.1.1",
    "standing": "holds",
    "found": "largest attention logit after 150 steps of brown_lm 6.4, 7.8, 12, 32, 370 at 0.1, 0.3, 1, 3 and 10 times the rate (2 seeds)",
    "commands": [
      "steepest lab sensitivity submissions/nadamw/self.ts --workload brown_lm --rates 0.1,0.3,1,3,10 --steps 150 --studies 2"
    ],
    "remark": null
  },
  {
    "id": "cyclic-tradeoff",
    "topic": "Width",
    "claim": "The ends of the cycles of one run give the trade-off of accuracy against training time that separate runs give",
    "source": "Portes et al. 2022, arXiv 2206.00832, §4",
    "standing": "holds",
    "found": "ends of four cycles differ from separate runs by 0.17 percentage points of accuracy in size, -0.04 on average (NadamW on mnist_mlp, 2 seeds), for 1,000 steps instead of 2,500",
    "commands": [
      "steepest lab tradeoff submissions/cyclic_lr/external.ts --steps 1000 --cycles 4 --set peak_factor=1"
    ],
    "remark": null
  },
  {
    "id": "logit-cures",
    "topic": "What the lab does not see yet",
    "claim": "QK-norm and z-loss keep attention and output logits from growing at high rates",
    "source": "Wortsman et al. 2023, arXiv 2309.14322, §3",
    "standing": "cannot be tried",
    "found": "Models and losses are fixed by the rules: no submission can add a norm of queries and keys, or a term of the loss.",
    "commands": [],
    "remark": null
  },
  {
    "id": "batch-norm-14x",
    "topic": "What the lab does not see yet",
    "claim": "Batch norm reaches the same accuracy with 14 times fewer steps",
    "source": "Ioffe & Szegedy 2015, arXiv 1502.03167, abstract",
    "standing": "cannot be tried",
    "found": "No workload has a variant without its norm.",
    "commands": [],
    "remark": null
  },
  {
    "id": "skip-connections",
    "topic": "What the lab does not see yet",
    "claim": "Residual connections smooth the loss landscape",
    "source": "Li et al. 2018, arXiv 1712.09913, §5",
    "standing": "cannot be tried",
    "found": "No workload has a variant without its residual connections (speech_deepspeech's has another loss surface altogether).",
    "commands": [],
    "remark": null
  },
  {
    "id": "simpson",
    "topic": "What the lab does not see yet",
    "claim": "A model's error may fall on every group and rise over all",
    "source": "Literature on Simpson's bias in training",
    "standing": "cannot be tried",
    "found": "Data come without groups.",
    "commands": [],
    "remark": null
  },
  {
    "id": "opposing-signals",
    "topic": "What the lab does not see yet",
    "claim": "Pairs of groups of examples oscillate against each other",
    "source": "Rosenfeld & Risteski 2023, arXiv 2311.04163",
    "standing": "cannot be tried",
    "found": "Probes see the loss of batches, not of each example along training.",
    "commands": [],
    "remark": null
  },
  {
    "id": "training-jacobian",
    "topic": "What the lab does not see yet",
    "claim": "Most singular values of the training Jacobian are near 1",
    "source": "Belrose & Scherlis 2024, arXiv 2412.07003",
    "standing": "cannot be tried",
    "found": "It takes a run for each parameter, or derivatives through training, which the engine does not have.",
    "commands": [],
    "remark": null
  },
  {
    "id": "hmm-states",
    "topic": "What the lab does not see yet",
    "claim": "Detours through latent states foretell slow training",
    "source": "Hu et al. 2023, arXiv 2308.09543",
    "standing": "cannot be tried",
    "found": "A hidden Markov model over many runs is not built.",
    "commands": [],
    "remark": null
  },
  {
    "id": "backprop-free-energy",
    "topic": "What the lab does not see yet",
    "claim": "Mono-Forward takes 41 % less energy than backprop",
    "source": "Gong et al. 2025, arXiv 2501.09238",
    "standing": "cannot be tried",
    "found": "Nothing here measures energy; that local losses train is told by mono_forward's tests.",
    "commands": [],
    "remark": null
  },
  {
    "id": "lossy-data",
    "topic": "What the lab does not see yet",
    "claim": "Training data can be 50 to 100 times smaller at 1 % loss",
    "source": "Literature on lossy compression of training data",
    "standing": "cannot be tried",
    "found": "Prepared data are pinned; a lossy copy would be another workload.",
    "commands": [],
    "remark": null
  }
];
