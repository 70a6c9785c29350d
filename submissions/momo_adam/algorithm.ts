import { warmupCosine, withDefaults } from "steepest";
import { modelBasedMomentum } from "../momo/algorithm.ts";

type Point = Readonly<
  Record<"lr" | "beta1" | "beta2" | "eps" | "weight_decay" | "lb" | "warmup_factor", number>
> & { readonly use_fstar: boolean };

/**
 * MoMo-Adam: Adam with a step size from a model of the loss. f̄, d and γ are averages (β₁) of f, g and ⟨p, g⟩, v of g² (β₂), D = √v̂ + ε,
 * ρ = 1 − β₁ᵏ; with w = 1 + αλ, τ = min(α/ρ, (w(f̄ − ρf*) + ⟨p, d⟩ − wγ)₊ / ⟨d, d/D⟩), p ← (p − τd/D)/w.
 *
 * `lr` is α, the largest step (peak of the schedule; 1e-2), `beta1` β₁, `beta2` β₂, `eps` ε, `weight_decay` λ, `divide` whether it is proximal (÷w) or
 * AdamW's (·(1 − αλ) first), `lb` f* (0), `use_fstar` whether f* is estimated on the way, `warmup_factor` the fraction of the run spent on
 * linear warmup before the cosine decay; without it α is constant. Schaipp et al. 2023, arXiv 2305.07583.
 */
export function momoAdam(point: Point) {
  const hp = withDefaults(point, { divide: true });
  return modelBasedMomentum({
    rate: warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor }),
    beta: hp.beta1,
    adam: { beta2: hp.beta2 ?? 0.999, eps: hp.eps },
    decay: hp.weight_decay,
    divide: hp.divide,
    bound: hp.lb,
    estimatesBound: hp.use_fstar,
    correct: true,
  });
}
