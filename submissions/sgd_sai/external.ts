import {
  add,
  addDecayedWeights,
  chain,
  defineSubmission,
  div,
  ema,
  type LeafInfo,
  leafMean,
  leafNorm,
  leafScalars,
  mul,
  scaleByLearningRate,
  sub,
  type Transform,
  type Tree,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";

const sizeOf = ({ shape }: LeafInfo) => shape.reduce((size, length) => size * length, 1);

/**
 * ‖g‖ / (std(g) + ε), one scalar per tensor, with the unbiased deviation. A single element has none: 1, what a tensor of noise has per √size.
 * (The reference divides by ε and diverges.)
 */
function signalToNoise(g: Tree, eps: number): Tree {
  const rootOfDegrees = leafScalars(g, (leaf) => Math.sqrt(Math.max(1, sizeOf(leaf) - 1)));
  const deviation = div(leafNorm(sub(g, leafMean(g))), rootOfDegrees);
  const several = leafScalars(g, (leaf) => (sizeOf(leaf) > 1 ? 1 : 0));
  return add(mul(div(leafNorm(g), add(deviation, eps)), several), sub(1, several));
}

interface SaiState {
  readonly buffer: Tree;
  readonly scale: Tree;
}

/** b ← μb + (1−μ)g with b = g at first; update b times the scale that the first gradient sets. */
const scaleAtInitialization = (mu: number, eps: number): Transform<SaiState> => ({
  init: (params) => ({ buffer: zerosLike(params), scale: zerosLike(leafNorm(params)) }),
  update(g, state, { step }) {
    const scale = step === 1 ? signalToNoise(g, eps) : state.scale;
    const buffer = step === 1 ? g : ema(state.buffer, g, mu);
    return { updates: mul(buffer, scale), state: { buffer, scale } };
  },
});

/**
 * SGD-SaI: momentum with one learning rate per tensor, fixed by the first gradient's signal-to-noise ratio.
 * k = 1: s = ‖g‖/(std(g) + ε), b = g; then b ← μb + (1−μ)g, p ← p − η(s·b + λp).
 *
 * `lr` is η (peak of the schedule; default 1e-2), `momentum` μ (0.9), `eps` ε (1e-8), `weight_decay` λ (1e-2, decoupled, all tensors),
 * `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is constant.
 * Xu et al. 2024, arXiv 2412.11768, algorithm 1.
 */
export default defineSubmission({
  name: "sgd_sai",
  ruleset: "external",
  description: "SGD with learning rates scaled at initialisation, linear warmup and cosine decay",
  paper: "arXiv 2412.11768",
  stateBytesPerParameter: 4,
  hyperparameters: {
    lr: { min: 3e-4, max: 3e-2, scaling: "log" },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer(point) {
    const hp = withDefaults(point, { momentum: 0.9, eps: 1e-8 });
    return chain(
      scaleAtInitialization(hp.momentum, hp.eps),
      addDecayedWeights(hp.weight_decay),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    );
  },
});
