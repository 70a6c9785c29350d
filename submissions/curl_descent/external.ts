import {
  chain,
  constant,
  defineSubmission,
  type LeafInfo,
  mapLeaves,
  merge,
  mul,
  partition,
  scaleByLearningRate,
  type Transform,
  type Tree,
  warmupCosine,
  withDefaults,
} from "steepest";

const isHidden = ({ kind, shape }: LeafInfo) =>
  shape.length >= 2 && (kind === "weight" || kind === "conv_weight");
const isReadout = ({ kind }: LeafInfo) => kind === "output_weight";

/** g with its sign turned in the weights of some hidden units, drawn once with this probability. */
const flipRules = (share: number, layer: string): Transform<{ readonly signs: Tree | null }> => ({
  init: () => ({ signs: null }),
  update(g, state, { rng }) {
    const chosen = partition(g, layer === "readout" ? isReadout : isHidden);
    if (chosen.selected.length === 0 || share === 0) return { updates: g, state };
    const signs =
      state.signs ??
      mapLeaves(chosen.selected, (_leaf, { shape }) => {
        // A hidden unit's weights are the columns of what goes into it and the rows of what comes out of it.
        const count = shape.at(layer === "readout" ? -2 : -1) ?? 1;
        const units = Array.from({ length: count }, () => (rng.number() < share ? -1 : 1));
        return constant(units, layer === "readout" ? [count, 1] : [count]);
      });
    return { updates: merge(mul(chosen.selected, signs), chosen.rest), state: { signs } };
  },
});

/**
 * Curl descent: gradient descent in which some hidden units learn by the flipped rule, p ← p − ηs⊙g with s = −1 for the weights of such a
 * unit and 1 elsewhere. The field is no gradient of anything; a small part of flipped units leaves the solutions stable.
 *
 * `flipped` is the probability of a unit to be flipped, `layer` where: "hidden" (what goes into the unit) or "readout" (what comes out of it:
 * rows of output weights), `lr` η (peak of the schedule), `warmup_factor` the fraction of the run spent on linear warmup before the cosine
 * decay; without it η is constant.
 * Ninou, Kadmon & Cayco-Gajic 2025, arXiv 2510.02765.
 */
export default defineSubmission({
  name: "curl_descent",
  ruleset: "external",
  description: "Gradient descent with a flipped learning rule in some units",
  paper: "arXiv 2510.02765",
  stateBytesPerParameter: 0,
  hyperparameters: {
    flipped: { feasible_points: [0.05, 0.1, 0.2] },
    lr: { min: 1e-2, max: 1, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer(point) {
    const hp = withDefaults(point, { layer: "readout" });
    return chain(
      flipRules(hp.flipped, hp.layer),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    );
  },
});
