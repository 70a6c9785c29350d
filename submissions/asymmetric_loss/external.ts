import { defineSubmission } from "steepest";
import { type AsymmetricLoss, momentumOnReweighted, weightsOf } from "./algorithm.ts";

type Point = AsymmetricLoss &
  Readonly<Record<"lr" | "one_minus_momentum" | "weight_decay" | "warmup_factor", number>>;

/**
 * SGD on an asymmetric loss of the label's probability p, which wrong labels do not mislead as long as most are right: each example's gradient is that of cross-entropy times −pℓ′(p).
 * AGCE: ℓ = ((a + 1)^q − (a + p)^q)/q; AUL: ℓ = ((a − p)^q − (a − 1)^q)/q; AEL: ℓ = e^(−p/a). b ← μb + mean of ∇ℓᵢ + λw, w ← w − ηb.
 *
 * `loss` is one of the three, `offset` a of AGCE and AEL and a − 1 of AUL, `q` q (which AEL has not): small ones are nearer to cross-entropy, which learns faster and is misled sooner. `lr` is η (peak of the
 * schedule), `one_minus_momentum` 1 − μ, `weight_decay` λ (coupled), `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is constant. A pass more tells the losses, without
 * label smoothing; where several targets make an example, p is the geometric mean of theirs. Where the loss is no cross-entropy it is plain SGD with momentum.
 * Zhou, Liu, Jiang, Gao & Ji 2021, arXiv 2106.03110, §4.
 */
export default defineSubmission({
  name: "asymmetric_loss",
  ruleset: "external",
  description: "SGD with momentum on a loss that label noise does not mislead",
  paper: "arXiv 2106.03110",
  stateBytesPerParameter: 4,
  hyperparameters: {
    loss: { feasible_points: ["ael", "agce", "aul"] },
    offset: { min: 0.02, max: 4, scaling: "log" },
    q: { feasible_points: [0.1, 0.2, 0.6] },
    lr: { min: 1e-3, max: 0.3, scaling: "log" },
    one_minus_momentum: { min: 1e-2, max: 0.3, scaling: "log" },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  ...momentumOnReweighted((losses, { loss, offset, q }: Point) => weightsOf(losses, { loss, offset, q })),
});
