import {
  add,
  asMatrices,
  baseOptimizer,
  chain,
  defineSubmission,
  type LeafInfo,
  maximum,
  merge,
  mul,
  normAxis,
  partition,
  reciprocal,
  reshapeLike,
  stateless,
  sub,
} from "steepest";

const hasUnits = ({ kind, shape }: LeafInfo) =>
  shape.length >= 2 && kind !== "embedding" && kind !== "positional";

/** g + 2λ(1 − 1/‖w‖)w for the incoming weights w of every unit (column of a matrix, filter of a convolution). */
const addNormLoss = (strength = 0.01) =>
  stateless((g, { params }) => {
    const { selected: weights } = partition(params, hasUnits);
    if (strength === 0 || weights.length === 0) return g;
    const columns = asMatrices(weights);
    const excess = sub(1, reciprocal(maximum(normAxis(columns, 0), 1e-12)));
    const pull = reshapeLike(mul(columns, mul(excess, 2 * strength)), weights);
    const gradients = partition(g, hasUnits);
    return merge(add(gradients.selected, pull), gradients.rest);
  });

/**
 * Norm loss: λ Σ (1 − ‖w‖)² over the units' weight vectors w in place of weight decay, here with SGD: g ← ∇f(p) + 2λ(1 − 1/‖w‖)w, b ← μb + g,
 * p ← p − ηb. Softly on the oblique manifold: every unit's norm is drawn to 1.
 *
 * `norm_loss` is λ (0.01), `lr` η (peak of the schedule), `one_minus_momentum` 1 − μ, `nesterov` whether SGD looks ahead, `warmup_factor` the
 * fraction of the run spent on linear warmup before the cosine decay; without it η is constant. Georgiou et al. 2021, arXiv 2103.06583.
 */
export default defineSubmission({
  name: "norm_loss",
  ruleset: "external",
  description: "SGD with momentum and norm loss instead of weight decay",
  paper: "arXiv 2103.06583",
  stateBytesPerParameter: 4,
  hyperparameters: {
    norm_loss: { min: 1e-4, max: 1e-1, scaling: "log" },
    lr: { min: 1e-3, max: 0.5, scaling: "log" },
    one_minus_momentum: { min: 1e-2, max: 0.3, scaling: "log" },
    nesterov: { feasible_points: [false, true] },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (hp) =>
    chain(addNormLoss(hp.norm_loss), baseOptimizer({ ...hp, momentum: 1 - hp.one_minus_momentum })),
});
