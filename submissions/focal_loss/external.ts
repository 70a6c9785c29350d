import { defineSubmission } from "steepest";
import { momentumOnReweighted } from "../asymmetric_loss/algorithm.ts";
import { focalWeights } from "./algorithm.ts";

type Point = Readonly<
  Record<"gamma" | "lr" | "one_minus_momentum" | "weight_decay" | "warmup_factor", number>
>;

/**
 * SGD on the focal loss of the label's probability p, ℓ = −(1 − p)^γ log p: examples that are right already count for little, and training attends to the hard ones. Each example's gradient is that of cross-entropy times
 * −pℓ′(p); b ← μb + mean of ∇ℓᵢ + λw, w ← w − ηb.
 *
 * `gamma` is γ, from 1 (0, which would be cross-entropy, is not in the space), `lr` η (peak of the schedule), `one_minus_momentum` 1 − μ, `weight_decay` λ (coupled), `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is constant.
 * The paper balances two classes by α besides; here there are more, and all count alike. A pass more tells the losses, without label smoothing; where several targets make an example, p is the geometric mean of theirs. Where the loss is
 * no cross-entropy it is plain SGD with momentum.
 * Lin, Goyal, Girshick, He & Dollár 2017, arXiv 1708.02002, §3.2.
 */
export default defineSubmission({
  name: "focal_loss",
  ruleset: "external",
  description: "SGD with momentum on the focal loss, which attends to hard examples",
  paper: "arXiv 1708.02002",
  stateBytesPerParameter: 4,
  hyperparameters: {
    gamma: { feasible_points: [1, 2, 5] },
    lr: { min: 1e-3, max: 0.3, scaling: "log" },
    one_minus_momentum: { min: 1e-2, max: 0.3, scaling: "log" },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  ...momentumOnReweighted((losses, { gamma }: Point) => focalWeights(losses, { gamma })),
});
