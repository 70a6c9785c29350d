import {
  type AdamState,
  abs,
  addScaled,
  chain,
  cos,
  defineSubmission,
  div,
  greaterEqual,
  type LeafInfo,
  leafMean,
  leafNorm,
  maximum,
  mul,
  multiTransform,
  onesLike,
  scaleByAdam,
  scaleByLearningRate,
  sin,
  sub,
  type Transform,
  type Tree,
  warmupCosine,
  withDefaults,
} from "steepest";

type Point = Readonly<
  Record<"frequency" | "first_stage" | "lr" | "one_minus_beta1" | "beta2" | "eps" | "warmup_factor", number>
>;

interface State {
  /** Real weights w, which are trained, and σ, their root mean square at the start; null before the first step. */
  readonly latent: { readonly weights: Tree; readonly size: Tree } | null;
  readonly adam: AdamState;
}

/** γ·sign(x), γ the mean size of the leaf's elements: of two values the nearest to x in the square; 0 counts as positive. */
const binary = (x: Tree): Tree => mul(sub(mul(greaterEqual(x, 0), 2), 1), leafMean(abs(x)));

const periodic = (hp: Point): Transform<State> => {
  const adam = scaleByAdam({ beta1: 1 - hp.one_minus_beta1, beta2: hp.beta2, eps: hp.eps });
  const rate = warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor });
  return {
    init: (params) => ({ latent: null, adam: adam.init(params) }),
    update(g, state, ctx) {
      const { weights, size } = state.latent ?? {
        weights: ctx.params,
        size: maximum(div(leafNorm(ctx.params), leafNorm(onesLike(ctx.params))), 1e-30),
      };
      const phase = (w: Tree) => mul(div(w, size), hp.frequency);
      // The slope of σ·sin(ωw/σ), whatever the wave's form was.
      const slope = mul(mul(g, cos(phase(weights))), hp.frequency);
      const direction = adam.update(slope, state.adam, ctx);
      const moved = addScaled(weights, direction.updates, -rate(ctx));
      const wave = mul(sin(phase(moved)), size);
      const params = ctx.step <= hp.first_stage * ctx.stepHint ? wave : binary(wave);
      return {
        updates: sub(params, ctx.params),
        state: { latent: { weights: moved, size }, adam: direction.state },
      };
    },
  };
};

const isBinary = ({ kind, shape }: LeafInfo): boolean =>
  shape.length > 1 && !["embedding", "positional", "output_weight"].includes(kind);

/**
 * BiPer: hidden weights are a square wave of real weights, in training and evaluation, and their gradient goes to the real ones through the sine of the same period.
 * p = γ·sign(s), s = σ·sin(ωw/σ), γ = mean|s|; w ← Adam(w, ∇f(p)·ω·cos(ωw/σ)). In a first stage p = s.
 *
 * `frequency` is ω in units of 1/σ, σ the root mean square of the tensor's first weights: the larger it is, the nearer sine and square are to each other; `first_stage` the part of the run in which weights are the
 * sine itself (the paper trains so first, with binary activations), `lr` η (peak of the schedule), `one_minus_beta1` 1 − β₁, `beta2` β₂, `eps` ε (1e-8), `warmup_factor` the fraction of the run spent on
 * linear warmup before the cosine decay; without it η is constant. Embeddings, the output layer and vectors are Adam's, and stay real. Activations, which the paper makes binary too, belong to the
 * model. Vargas, Correa, Hinojosa & Arguello 2024, arXiv 2404.01278, §3; σ is ours, for models without batch norm.
 */
export default defineSubmission({
  name: "biper",
  ruleset: "external",
  description: "Adam on latent weights of binary ones by a periodic function (BiPer)",
  paper: "arXiv 2404.01278",
  stateBytesPerParameter: 9.7,
  hyperparameters: {
    frequency: { feasible_points: [1, 2, 4] },
    first_stage: { feasible_points: [0, 0.3] },
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.99, 0.999] },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer(point) {
    const hp = withDefaults(point, { eps: 1e-8 });
    return multiTransform(
      {
        binary: periodic(hp),
        rest: chain(
          scaleByAdam({ beta1: 1 - hp.one_minus_beta1, beta2: hp.beta2, eps: hp.eps }),
          scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
        ),
      },
      (leaf) => (isBinary(leaf) ? "binary" : "rest"),
    );
  },
});
