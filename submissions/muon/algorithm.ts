import {
  addDecayedWeights,
  asMatrices,
  chain,
  ema,
  leafScalars,
  masked,
  mul,
  orthogonalize,
  reshapeLike,
  scaleByAdam,
  scaleByLearningRate,
  type Transform,
  type Tree,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";

type Point = Readonly<
  Record<
    | ("lr" | "one_minus_momentum" | "ns_steps" | "weight_decay")
    | ("adam_lr" | "adam_beta1" | "adam_beta2" | "adam_eps" | "adam_weight_decay" | "warmup_factor"),
    number
  >
>;

/** Of the weight [in, out], or of a filter's height and width as in the authors' code: √max(1, out/in). */
const scaleOf = (shape: readonly number[]): number => {
  const [columns = 1, rows = 1] = shape.length === 4 ? [shape[1], shape[0]] : shape.slice(-2);
  return Math.sqrt(Math.max(1, rows / columns));
};

/**
 * b ← μb + (1 − μ)g, M = b or (Nesterov) μb + (1 − μ)g, update NewtonSchulz(M) · √max(1, out/in). For leaves of rank 2 and more; a
 * filter is taken as the matrix [height · width · in, out].
 */
export function scaleByMuon(
  momentum: number,
  { nesterov = true, steps = 5 } = {},
): Transform<{ readonly buffer: Tree }> {
  return {
    init: (params) => ({ buffer: zerosLike(params) }),
    update(g, state) {
      const buffer = ema(state.buffer, g, momentum);
      const direction = nesterov ? ema(buffer, g, momentum) : buffer;
      const orthogonal = reshapeLike(orthogonalize(asMatrices(direction), { steps }), g);
      return {
        updates: mul(
          orthogonal,
          leafScalars(g, ({ shape }) => scaleOf(shape)),
        ),
        state: { buffer },
      };
    },
  };
}

/**
 * Muon: momentum, orthogonalised. On matrices b ← μb + (1−μ)g, M = (1−μ)g + μb,
 * p ← p − η(√max(1, out/in) · NewtonSchulz(M) + λp); AdamW on vectors.
 *
 * `lr` is η (peak of the schedule), `one_minus_momentum` 1 − μ, `nesterov` whether M looks ahead (else M = b), `ns_steps` the Newton–Schulz
 * iterations, `weight_decay` λ; `adam_…` the same of AdamW; `warmup_factor` the fraction of the run spent on linear warmup before the
 * cosine decay; without it both rates are constant. Jordan et al. 2024, https://kellerjordan.github.io/posts/muon/.
 */
export function muon(point: Point) {
  const hp = withDefaults(point, { nesterov: true });
  const rate = (peak: number) => scaleByLearningRate(warmupCosine({ peak, warmupFactor: hp.warmup_factor }));
  const orthogonal = chain(
    scaleByMuon(1 - hp.one_minus_momentum, { nesterov: hp.nesterov, steps: hp.ns_steps }),
    addDecayedWeights(hp.weight_decay),
    rate(hp.lr),
  );
  const adamw = chain(
    scaleByAdam({ beta1: hp.adam_beta1, beta2: hp.adam_beta2, eps: hp.adam_eps }),
    addDecayedWeights(hp.adam_weight_decay),
    rate(hp.adam_lr),
  );
  return chain(
    masked(orthogonal, ({ shape }) => shape.length >= 2),
    masked(adamw, ({ shape }) => shape.length < 2),
  );
}
