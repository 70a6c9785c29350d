import {
  add,
  addDecayedWeights,
  asMatrices,
  chain,
  div,
  ema,
  type LeafInfo,
  leafMean,
  leafScalars,
  merge,
  mul,
  orthogonalize,
  partition,
  reshapeLike,
  scaleByLearningRate,
  sign,
  sqrt,
  square,
  type Transform,
  type Tree,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";

type Point = Readonly<
  Record<
    "lr" | "momentum" | "scale_spectral" | "scale_sign" | "scale_bias" | "ns_steps" | "warmup_factor",
    number
  >
>;

/** √(out/in) of a weight [in, out]; of a filter [k, k, in, out] divided by k² (the norm of a convolution). */
const spectralScale = ({ shape }: LeafInfo): number => {
  const [inputs = 1, outputs = 1] = shape.slice(-2);
  return Math.sqrt(outputs / inputs) / (shape.length > 2 ? (shape[0] ?? 1) ** (shape.length - 2) : 1);
};

/** The output layer: what is marked as such; where nothing is, the last matrix. */
function outputLayer(tree: Tree): ReadonlySet<number> {
  const matrices = tree.leaves.filter(({ shape }) => shape.length >= 2);
  const marked = matrices.filter(({ kind }) => kind === "output_weight");
  return new Set((marked.length > 0 ? marked : matrices.slice(-1)).map(({ index }) => index));
}

/** Algorithms 1 and 2 of the paper: the average's linear minimisation oracle, r · lmo(m), over the ball of each leaf's norm. */
function oracles(hp: Point): Transform<{ readonly average: Tree | null }> {
  const { momentum = 0.1, ns_steps: steps = 5 } = hp;
  const vectors = (average: Tree): Tree => {
    const rms = sqrt(leafMean(square(average)));
    return mul(div(average, add(rms, 1e-8)), hp.scale_bias);
  };
  const hidden = (average: Tree): Tree => {
    const orthogonal = reshapeLike(orthogonalize(asMatrices(average), { steps }), average);
    return mul(
      orthogonal,
      leafScalars(average, (leaf) => hp.scale_spectral * spectralScale(leaf)),
    );
  };
  const output = (average: Tree): Tree =>
    mul(
      sign(average),
      leafScalars(average, ({ shape }) => hp.scale_sign / (shape.at(-2) ?? 1)),
    );
  return {
    init: (params) => ({ average: momentum === 1 ? null : zerosLike(params) }),
    update(g, state) {
      const average = state.average ? ema(state.average, g, 1 - momentum) : g;
      const last = outputLayer(g);
      const flat = partition(average, ({ shape }) => shape.length < 2);
      const matrices = partition(flat.rest, ({ index }) => last.has(index));
      const updates = merge(vectors(flat.selected), output(matrices.selected), hidden(matrices.rest));
      return { updates, state: { average: state.average && average } };
    },
  };
}

/**
 * Scion: steps to the edge of a norm ball, one norm a layer. m ← (1−α)m + αg, p ← (1−η)p − ηr·lmo(m) with
 * lmo = √(out/in)·NewtonSchulz(m) on hidden matrices (spectral norm), sign(m)/in on the output layer, m/RMS(m) on vectors.
 *
 * `lr` is η (peak of the schedule), `momentum` α (the weight of the new gradient), `scale_spectral`, `scale_sign` and `scale_bias` the
 * radii r, `unconstrained` leaves p's shrinking by 1−η away, `ns_steps` the Newton–Schulz iterations; `warmup_factor` the fraction of the run
 * spent on linear warmup before the cosine decay; without it η is constant. Filters are divided by their area. The initialisation is the
 * workload's. Pethick et al. 2025, arXiv 2502.07529.
 */
export function scion(point: Point) {
  const { unconstrained } = withDefaults(point, { unconstrained: false });
  return chain(
    oracles(point),
    addDecayedWeights(unconstrained ? 0 : 1),
    scaleByLearningRate(warmupCosine({ peak: point.lr, warmupFactor: point.warmup_factor })),
  );
}
