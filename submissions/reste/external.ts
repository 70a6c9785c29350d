import {
  type AdamState,
  abs,
  addScaled,
  chain,
  defineSubmission,
  div,
  fullLike,
  greater,
  greaterEqual,
  type LeafInfo,
  leafMean,
  leafNorm,
  lessEqual,
  maximum,
  mul,
  multiTransform,
  onesLike,
  pow,
  scaleByAdam,
  scaleByLearningRate,
  sub,
  type Transform,
  type Tree,
  warmupCosine,
  where,
  withDefaults,
} from "steepest";

type Point = Readonly<
  Record<"power" | "threshold" | "lr" | "one_minus_beta1" | "beta2" | "eps" | "warmup_factor", number>
>;

interface State {
  /** Real weights, which are trained; null before the first step, in which the parameters are. */
  readonly latent: Tree | null;
  readonly adam: AdamState;
}

/** Below it the estimator's slope is that of its chord, as in the authors' code: at 0 its own is infinite. */
const interval = 0.1;

/** The slope of f(z) = sign(z)|z|^(1/o), and 0 beyond the threshold. */
function slope(z: Tree, o: number, threshold: number): Tree {
  const size = abs(z);
  const beyond = mul(pow(maximum(size, interval), 1 / o - 1), 1 / o);
  const chord = interval ** (1 / o - 1);
  const within = where(greater(size, interval), beyond, fullLike(size, chord));
  return mul(within, lessEqual(size, threshold));
}

/** Root mean square of every leaf. */
const spread = (w: Tree): Tree => div(leafNorm(w), leafNorm(onesLike(w)));

/** α·sign(w), α the mean size of the leaf's weights; that of 0 is α, so that no weight is anything else. */
const binary = (w: Tree): Tree => mul(sub(mul(greaterEqual(w, 0), 2), 1), leafMean(abs(w)));

const rectified = (hp: Point): Transform<State> => {
  const adam = scaleByAdam({ beta1: 1 - hp.one_minus_beta1, beta2: hp.beta2, eps: hp.eps });
  const rate = warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor });
  return {
    init: (params) => ({ latent: null, adam: adam.init(params) }),
    update(g, state, ctx) {
      const before = state.latent ?? ctx.params;
      const o = 1 + (hp.power - 1) * Math.min(1, ctx.step / ctx.stepHint);
      const estimated = mul(g, slope(div(before, maximum(spread(before), 1e-30)), o, hp.threshold));
      const direction = adam.update(estimated, state.adam, ctx);
      const latent = addScaled(before, direction.updates, -rate(ctx));
      return { updates: sub(binary(latent), ctx.params), state: { latent, adam: direction.state } };
    },
  };
};

const isBinary = ({ kind, shape }: LeafInfo): boolean =>
  shape.length > 1 && !["embedding", "positional", "output_weight"].includes(kind);

/**
 * ReSTE, a rectified straight-through estimator: hidden weights are ±α, in training and evaluation, and their gradient goes to real weights through a function between
 * identity and sign. p = α·sign(w), α = mean|w|; w ← Adam(w, ∇f(p) · f′(w/σ)), f(z) = sign(z)|z|^(1/o), 0 where |z| > t, σ the root mean square of w; o from 1 to its last value.
 *
 * `power` is the last o (the paper's 3), `threshold` t (1.5), `lr` η (peak of the schedule), `one_minus_beta1` 1 − β₁, `beta2` β₂, `eps` ε (1e-8), `warmup_factor` the fraction of the
 * run spent on linear warmup before the cosine decay; without it η is constant. Embeddings, the output layer and vectors are Adam's, and stay real. Activations,
 * which the paper makes binary too, belong to the model. Wu et al. 2023, arXiv 2308.06689, §3.3.
 */
export default defineSubmission({
  name: "reste",
  ruleset: "external",
  description: "Adam on latent weights of binary ones by a rectified straight-through estimator (ReSTE)",
  paper: "arXiv 2308.06689",
  stateBytesPerParameter: 9.7,
  hyperparameters: {
    power: { feasible_points: [1, 2, 3] },
    threshold: { feasible_points: [1.5, 3] },
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.99, 0.999] },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer(point) {
    const hp = withDefaults(point, { eps: 1e-8 });
    return multiTransform(
      {
        binary: rectified(hp),
        rest: chain(
          scaleByAdam({ beta1: 1 - hp.one_minus_beta1, beta2: hp.beta2, eps: hp.eps }),
          scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
        ),
      },
      (leaf) => (isBinary(leaf) ? "binary" : "rest"),
    );
  },
});
