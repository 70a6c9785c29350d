import { addDecayedWeights, chain, defineSubmission, prodigy, warmupCosine } from "steepest";

/**
 * Prodigy: Adam that estimates the distance d to the solution. With dη = d·η, n ← β₃n + (d/d₀)dη⟨g, p₀ − p⟩, m ← β₁m + (1−β₁)d·g,
 * v ← β₂v + (1−β₂)d²g², s ← β₃s + (d/d₀)dη·g, d ← max(d, c·n/‖s‖₁), p ← p − dη(m/(√v + dε) + λp).
 *
 * `lr` is η (1; times the schedule), `beta1` β₁, `beta2` β₂, `beta3` β₃ (√β₂), `eps` ε, `weight_decay` λ (in g if not `decouple`), `d0` the first d (1e-6),
 * `d_coef` c (1), `growth_rate` the largest growth of d in one step (no limit), `use_bias_correction` whether η has Adam's
 * √(1−β₂ᵏ)/(1−β₁ᵏ), `safeguard_warmup` keeps η out of s, `slice_p` estimates d from every n-th element only, `warmup_factor` the fraction of the
 * run spent on linear warmup before the cosine decay; without it η is constant. Mishchenko & Defazio 2024, arXiv 2306.06101.
 */
export default defineSubmission({
  name: "prodigy",
  ruleset: "self",
  description: "Adam that estimates its learning rate (Prodigy), linear warmup and cosine decay",
  paper: "arXiv 2306.06101",
  stateBytesPerParameter: 16,
  hyperparameters: [
    {
      lr: 1,
      beta1: 0.9,
      beta2: 0.999,
      eps: 1e-8,
      weight_decay: 0,
      d0: 1e-6,
      d_coef: 1,
      use_bias_correction: true,
      safeguard_warmup: true,
      slice_p: 1,
      decouple: true,
      warmup_factor: 0.05,
    },
  ],
  optimizer(hp) {
    const { beta3, growth_rate: growthRate } = { ...hp } as { beta3?: number; growth_rate?: number };
    const { weight_decay: decay = 0, decouple = true } = hp;
    return chain(
      addDecayedWeights(decouple ? 0 : decay),
      prodigy({
        learningRate: warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor }),
        beta1: hp.beta1,
        beta2: hp.beta2,
        beta3,
        eps: hp.eps,
        weightDecay: decouple ? decay : 0,
        d0: hp.d0,
        dCoefficient: hp.d_coef,
        growthRate,
        biasCorrection: hp.use_bias_correction,
        safeguardWarmup: hp.safeguard_warmup,
        every: hp.slice_p,
      }),
    );
  },
});
