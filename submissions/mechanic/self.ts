import { baseOptimizer, defineSubmission, mechanic } from "steepest";

/**
 * Mechanic, a learning rate tuner, around AdamW (or SGD): Δ ← Δ + u with u the base method's update, p = p₁ + (Σsᵢ)Δ, and for each discount βᵢ
 * h = ⟨Δ, g + λ(Σs)‖g‖q/‖q‖⟩, mᵢ = max(βᵢmᵢ, |h|), vᵢ = βᵢ²vᵢ + h², rᵢ = (βᵢrᵢ − sᵢh)₊, sᵢ = (mᵢ·s_init/n + rᵢ)/(√vᵢ + ε), q = p + u.
 *
 * `base` is "adamw" or "sgd", `lr` its learning rate (1: Mechanic scales it), with `momentum`, `nesterov`, `beta1`, `beta2`, `weight_decay` of its
 * own; `betas` are the discounts, a list with commas; `s_decay` is λ, `s_init` the first bet, `m_init` the first mᵢ, `eps` ε (and that of AdamW), `store_delta` whether Δ is
 * kept, `warmup_factor` the base's linear warmup before a cosine decay. Cutkosky, Defazio & Mehta 2023, arXiv 2306.00144.
 */
export default defineSubmission({
  name: "mechanic",
  ruleset: "self",
  description: "Mechanic around AdamW with linear warmup and cosine decay: no learning rate to tune",
  paper: "arXiv 2306.00144",
  stateBytesPerParameter: 16,
  hyperparameters: [
    {
      base: "adamw",
      lr: 1,
      beta1: 0.9,
      beta2: 0.999,
      weight_decay: 0,
      betas: "0.9, 0.99, 0.999, 0.9999, 0.99999, 0.999999",
      s_decay: 0.01,
      s_init: 1e-8,
      m_init: 1e-6,
      eps: 1e-8,
      store_delta: true,
      warmup_factor: 0.05,
    },
  ],
  optimizer: (hp) =>
    mechanic(baseOptimizer(hp), {
      // A trajectory's own list reads like the space's text.
      betas: hp.betas === undefined ? undefined : String(hp.betas).split(",").map(Number),
      sDecay: hp.s_decay,
      sInit: hp.s_init,
      mInit: hp.m_init,
      eps: hp.eps,
      storeDelta: hp.store_delta,
    }),
});
