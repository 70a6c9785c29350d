import {
  add,
  addDecayedWeights,
  blockwiseQuantization,
  chain,
  defineSubmission,
  div,
  ema,
  type LeafInfo,
  masked,
  mul,
  type QuantizedTree,
  scaleByAdam,
  scaleByLearningRate,
  sqrt,
  square,
  type Transform,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";

interface MomentOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
}

interface QuantizedMoments {
  readonly m: QuantizedTree;
  readonly v: QuantizedTree;
}

/** Adam's update with moments that are kept in 8 bits from step to step; this step's are not rounded. */
function scaleByAdam8Bit(
  { beta1, beta2, eps }: MomentOptions,
  blockSize: number,
): Transform<QuantizedMoments> {
  const first = blockwiseQuantization({ signed: true, blockSize });
  const second = blockwiseQuantization({ signed: false, blockSize });
  return {
    init(params) {
      const zeros = zerosLike(params);
      return { m: first.quantize(zeros), v: second.quantize(zeros) };
    },
    update(g, state, { step: k }) {
      const m = ema(first.dequantize(state.m, g), g, beta1);
      const v = ema(second.dequantize(state.v, g), square(g), beta2);
      const c = Math.sqrt(1 - beta2 ** k);
      const updates = mul(div(m, add(sqrt(v), eps * c)), c / (1 - beta1 ** k));
      return { updates, state: { m: first.quantize(m), v: second.quantize(v) } };
    },
  };
}

/**
 * 8-bit Adam: AdamW whose moments are stored in 8 bits, block by block.
 * m ← β₁·deq(m₈) + (1−β₁)g, v ← β₂·deq(v₈) + (1−β₂)g², p ← p − η(m/(1−β₁ᵏ) / (√(v/(1−β₂ᵏ)) + ε) + λp), m₈ = quant(m), v₈ = quant(v).
 *
 * `lr` is η (peak of the schedule; default 1e-3), `one_minus_beta1` 1 − β₁ (0.1), `beta2` β₂ (0.999), `eps` ε (1e-8), `weight_decay` λ (0),
 * `block_size` elements that share a scale (the paper's 2048, torchao's 256), `min_quantized_size` elements below which a tensor's moments stay in
 * 32 bits (4096 in both), `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is
 * constant. Three codes are packed into a float32: 2⅔ bytes a parameter instead of 8, and 8 a block.
 * Dettmers et al. 2022, arXiv 2110.02861.
 */
export default defineSubmission({
  name: "adam_8bit",
  ruleset: "external",
  description: "AdamW with block-wise 8-bit moments, linear warmup and cosine decay",
  paper: "arXiv 2110.02861",
  stateBytesPerParameter: 2.8,
  hyperparameters: {
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.99, 0.999] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer(point) {
    const hp = withDefaults(point, { eps: 1e-8, block_size: 256, min_quantized_size: 0 });
    const moments = { beta1: 1 - hp.one_minus_beta1, beta2: hp.beta2, eps: hp.eps };
    const isSmall = ({ shape }: LeafInfo) =>
      shape.reduce((size, length) => size * length, 1) < hp.min_quantized_size;
    const eightBit = scaleByAdam8Bit(moments, hp.block_size);
    const scaled =
      hp.min_quantized_size > 0
        ? chain(
            masked(eightBit, (leaf) => !isSmall(leaf)),
            masked(scaleByAdam(moments), isSmall),
          )
        : eightBit;
    return chain(
      scaled,
      addDecayedWeights(hp.weight_decay),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    );
  },
});
