import {
  add,
  addDecayedWeights,
  addScaled,
  chain,
  defineSubmission,
  div,
  ema,
  mul,
  pow,
  sqrt,
  square,
  stateless,
  type Transform,
  type Tree,
  zerosLike,
} from "steepest";

interface GoldenState {
  readonly m: Tree;
  readonly v: Tree;
  readonly r: Tree;
}

/** r ← β₃r + (1−β₃)·p·v^q, m ← β₁m + (1−β₁)rg, update m̂ / (√v̂ + ε). */
const scaleByGoldenStep = (
  betas: readonly [number, number, number],
  p: number,
  q: number,
  eps: number,
): Transform<GoldenState> => ({
  init(params) {
    const zeros = zerosLike(params);
    return { m: zeros, v: zeros, r: zeros };
  },
  update(g, state, { step: k }) {
    const [beta1, beta2, beta3] = betas;
    const v = ema(state.v, square(g), beta2);
    const r = ema(state.r, mul(pow(v, q), p), beta3);
    const m = ema(state.m, mul(r, g), beta1);
    const c = Math.sqrt(1 - beta2 ** k);
    return {
      updates: mul(div(m, add(sqrt(v), eps * c)), c / (1 - beta1 ** k)),
      state: { m, v, r },
    };
  },
});

/**
 * AdamG: parameter-free Adam by the golden step size s(v) = p·v^q.
 * v ← β₂v + (1−β₂)g², r ← β₃r + (1−β₃)p·v^q, m ← β₁m + (1−β₁)rg, p ← (1 − ηλ)p − min(η, 1/√k) · m̂/(√v̂ + ε).
 *
 * `lr` is η (1: the paper's only setting), `beta1` β₁ (0.95), `beta2` β₂ (0.999), `beta3` β₃ (0.95), `p` and `q` of s (0.2, 0.24), `eps` ε (1e-8),
 * `weight_decay` λ (0; times the whole η), `weight_decouple` false couples it (L2).
 * Pan & Kvanvig 2024, arXiv 2405.04376, algorithm 1.
 */
export default defineSubmission({
  name: "adamg",
  ruleset: "self",
  description: "AdamG at the paper's one setting: no schedule, nothing tuned",
  paper: "arXiv 2405.04376",
  stateBytesPerParameter: 12,
  hyperparameters: [
    {
      lr: 1,
      beta1: 0.95,
      beta2: 0.999,
      beta3: 0.95,
      p: 0.2,
      q: 0.24,
      eps: 1e-8,
      weight_decay: 0,
      weight_decouple: true,
    },
  ],
  optimizer(hp) {
    const golden = scaleByGoldenStep([hp.beta1, hp.beta2, hp.beta3], hp.p, hp.q, hp.eps);
    const step = stateless((u, { step: k }) => mul(u, -Math.min(hp.lr, 1 / Math.sqrt(k))));
    const decay = hp.weight_decay ?? 0;
    if (!hp.weight_decouple) return chain(addDecayedWeights(decay), golden, step);
    return chain(
      golden,
      step,
      stateless((u, { params }) => addScaled(u, params, -hp.lr * decay)),
    );
  },
});
