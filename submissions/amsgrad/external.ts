import { defineSubmission, withDefaults } from "steepest";
import { adamw } from "../adamw/algorithm.ts";

/**
 * AMSGrad with decoupled weight decay: Adam whose step sizes never grow.
 * m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², v̂ ← max(v̂, v), p ← p − η(m/(1−β₁ᵏ) / (√(v̂/(1−β₂ᵏ)) + ε) + λp).
 *
 * `lr` is η (peak of the schedule; default 1e-3), `one_minus_beta1` 1 − β₁ (0.1), `beta2` β₂ (0.999), `eps` ε (1e-8), `weight_decay` λ (1e-2),
 * `amsgrad` false leaves AdamW, `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is
 * constant. The paper has no bias correction; PyTorch, whose trajectory this follows, corrects both moments.
 * Reddi, Kale & Kumar 2018, arXiv 1904.09237, algorithm 2.
 */
export default defineSubmission({
  name: "amsgrad",
  ruleset: "external",
  description: "AMSGrad with decoupled weight decay, linear warmup and cosine decay",
  paper: "arXiv 1904.09237",
  stateBytesPerParameter: 12,
  hyperparameters: {
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.99, 0.999] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (point) => adamw(withDefaults(point, { eps: 1e-8, amsgrad: true })),
});
