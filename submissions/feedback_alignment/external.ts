import {
  abs,
  addScaled,
  type Context,
  defineSubmission,
  leafScalars,
  mul,
  sign,
  type Tree,
  warmupCosine,
  zerosLike,
} from "steepest";

/** Of a layer's inputs to each of its outputs: what is summed over. Of a table, which gives back rows, its columns. */
const fanIn = ({ kind, shape }: { readonly kind: string; readonly shape: readonly number[] }): number =>
  kind === "embedding"
    ? (shape.at(-1) ?? 1)
    : shape.slice(0, -1).reduce((product, length) => product * length, 1);

/** Standard normal numbers, 1/√fan-in in size: what W is like where a layer keeps its inputs' size. */
const drawn = (ctx: Pick<Context<unknown>, "rng" | "params">): Tree =>
  mul(
    ctx.rng.normal(ctx.params),
    leafScalars(ctx.params, (leaf) => Math.sqrt(1 / Math.max(1, fanIn(leaf)))),
  );

/** sign(W) with the sizes of B: the signs that feedback has wherever a weight is not 0. */
const withSignsOf = (params: Tree, feedback: Tree): Tree => mul(sign(params), abs(feedback));

interface State {
  readonly feedback: Tree;
  readonly velocity: Tree;
}

/**
 * Feedback alignment: errors go back through random weights that never change, and the forward weights come to be such that it helps. Of a layer h = Wx the error at x is Bᵀδ in place of Wᵀδ, B drawn once; its own step is
 * ΔW = δxᵀ as ever. v ← μv + Δ, p ← p − ηv.
 *
 * `feedback` is `random` (Lillicrap et al. 2016), or `signs`: B has the signs of W at every step and fixed random sizes (Liao, Leibo & Poggio 2016, arXiv 1510.05067, whose batch norm and update rule are not in it). `lr` is η (peak of the
 * schedule), `one_minus_momentum` 1 − μ, `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is constant. Norms, biases and recurrences go back as they are. Where a model takes
 * no feedback (`ctx.takesFeedback`) it is SGD with momentum. Lillicrap, Cownden, Tweed & Akerman 2016, arXiv 1411.0247, equation 2.
 */
export default defineSubmission({
  name: "feedback_alignment",
  ruleset: "external",
  description: "Feedback alignment: errors go back through fixed random weights; SGD with momentum",
  paper: "arXiv 1411.0247",
  stateBytesPerParameter: 8,
  hyperparameters: {
    feedback: { feasible_points: ["random", "signs"] },
    lr: { min: 3e-3, max: 0.3, scaling: "log" },
    one_minus_momentum: { min: 1e-2, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  init: (ctx): State => ({ feedback: drawn(ctx), velocity: zerosLike(ctx.params) }),
  update(ctx) {
    const { feedback: kind, lr, one_minus_momentum, warmup_factor } = ctx.hyperparameters;
    const { feedback } = ctx.state;
    const back = kind === "signs" ? withSignsOf(ctx.params, feedback) : feedback;
    const options = ctx.takesFeedback ? { feedback: back } : {};
    const { grads, modelState } = ctx.lossAndGrad(ctx.params, ctx.batch, options);
    const velocity = addScaled(grads, ctx.state.velocity, 1 - one_minus_momentum);
    const rate = warmupCosine({ peak: lr, warmupFactor: warmup_factor })(ctx);
    return {
      params: addScaled(ctx.params, velocity, -rate),
      modelState,
      state: { feedback, velocity },
    };
  },
});
