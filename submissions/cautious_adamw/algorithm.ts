import {
  type AdamOptions,
  type AdamState,
  addDecayedWeights,
  chain,
  div,
  greater,
  leafMean,
  maximum,
  mul,
  scaleByAdam,
  scaleByLearningRate,
  type Transform,
  warmupCosine,
  withDefaults,
} from "steepest";

type Point = Readonly<Record<"lr" | "one_minus_beta1" | "beta2" | "weight_decay" | "warmup_factor", number>>;

/** Adam's update u, only where it agrees with the gradient: φ = 1 where u·g > 0, else 0; update φu/mean(φ) of each tensor. */
function scaleByCautiousAdam(options: AdamOptions): Transform<AdamState> {
  const adam = scaleByAdam(options);
  return {
    init: adam.init,
    update(g, before, ctx) {
      const { updates: u, state } = adam.update(g, before, ctx);
      const agrees = greater(mul(u, g), 0);
      return { updates: div(mul(u, agrees), maximum(leafMean(agrees), 1e-3)), state };
    },
  };
}

/**
 * Cautious AdamW: AdamW that leaves out every element whose update goes up this batch's slope.
 * u = m̂/(√v̂ + ε) as Adam's, φ = 1 where u·g > 0, else 0, p ← p − η(φu/max(mean(φ), 10⁻³) + λp), the mean over each tensor.
 *
 * `lr` is η (peak of the schedule), `one_minus_beta1` 1 − β₁, `beta2` β₂, `eps` ε (1e-8), `weight_decay` λ (of all elements), `warmup_factor` the fraction of
 * the run spent on linear warmup before the cosine decay; without it η is constant. Liang et al. 2024, arXiv 2411.16085, algorithm 2; the mean's lower
 * limit is that of the authors' code.
 */
export function cautiousAdamw(point: Point) {
  const hp = withDefaults(point, { eps: 1e-8 });
  return chain(
    scaleByCautiousAdam({ beta1: 1 - hp.one_minus_beta1, beta2: hp.beta2, eps: hp.eps }),
    addDecayedWeights(hp.weight_decay),
    scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
  );
}
