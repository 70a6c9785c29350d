import {
  addDecayedWeights,
  asMatrices,
  chain,
  type LeafInfo,
  leafScalars,
  masked,
  momentum,
  mul,
  orthogonalize,
  reshapeLike,
  scaleByAdam,
  scaleByLearningRate,
  stateless,
  warmupCosine,
  withDefaults,
} from "steepest";

type Point = Readonly<
  Record<"lr" | "one_minus_momentum" | "beta2" | "weight_decay" | "warmup_factor", number>
>;

const isHidden = ({ kind, shape }: LeafInfo) =>
  shape.length >= 2 && !["embedding", "positional", "output_weight"].includes(kind);

/** The orthogonal factor of every matrix [in, out], times 0.2·√max(in, out): a root mean square of 0.2, as AdamW's updates have. */
const orthogonalWithAdamsSize = (steps: number) =>
  stateless((m) => {
    const matrices = asMatrices(m);
    const size = leafScalars(matrices, ({ shape }) => 0.2 * Math.sqrt(Math.max(...shape)));
    return reshapeLike(mul(orthogonalize(matrices, { steps }), size), m);
  });

/**
 * Muon with updates of AdamW's size, so that both share one learning rate and weight decay.
 * Hidden matrices and filters: M ← μM + g, O = NewtonSchulz(μM + g), p ← p − η(0.2·√max(in, out)·O + λp). Embeddings, the output layer and vectors:
 * AdamW, p ← p − η(m̂/(√v̂ + ε) + λp).
 *
 * `lr` is η of both (peak of the schedule), `one_minus_momentum` 1 − μ (0.05), `ns_steps` the Newton–Schulz iterations (5), `beta1`, `beta2`, `eps` AdamW's
 * (0.9, 0.95, 1e-8), `weight_decay` λ (0.1), `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is
 * constant. Liu et al. 2025 (Moonlight), arXiv 2502.16982, §2.2, eq. 4.
 */
export function muonRms(point: Point) {
  const hp = withDefaults(point, { ns_steps: 5, beta1: 0.9, eps: 1e-8 });
  const orthogonal = chain(
    momentum({ momentum: 1 - hp.one_minus_momentum, nesterov: true }),
    orthogonalWithAdamsSize(hp.ns_steps),
  );
  const adam = scaleByAdam({ beta1: hp.beta1, beta2: hp.beta2, eps: hp.eps });
  return chain(
    masked(orthogonal, isHidden),
    masked(adam, (leaf) => !isHidden(leaf)),
    addDecayedWeights(hp.weight_decay),
    scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
  );
}
