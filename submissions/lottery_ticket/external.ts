import {
  abs,
  addScaled,
  defineSubmission,
  type LeafInfo,
  largest,
  mapLeaves,
  mul,
  onesLike,
  reshapeLeaves,
  reshapeLike,
  type Tree,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";

const sizeOf = ({ shape }: LeafInfo) => shape.reduce((product, side) => product * side, 1);

/** What part of a leaf's weights is left after so many rounds: all of a vector; of the output layer half as many go in each. */
function leftOf({ kind, shape }: LeafInfo, share: number, rounds: number): number {
  if (shape.length < 2) return 1;
  return kind === "output_weight" ? (1 - share / 2) ** rounds : (1 - share) ** rounds;
}

/** 1 at so large a part of each leaf's weights, the largest of those that were left before, else 0. */
function pruned(params: Tree, mask: Tree, share: number, rounds: number): Tree {
  const kept = mapLeaves(mul(abs(params), mask), (leaf, info) => {
    const count = Math.max(1, Math.round(leftOf(info, share, rounds) * sizeOf(info)));
    return reshapeLike(
      largest(
        reshapeLeaves(leaf, () => [sizeOf(info)]),
        count,
      ),
      leaf,
    );
  });
  return mul(kept, mask);
}

/**
 * Lottery tickets by iterative magnitude pruning with rewinding, around SGD: train, take out the smallest weights of each layer, set what is left back to where it was early on, and train again; the last round's network is what is trained to the end.
 * m ← 1; n times: train (m ⊙ w) for T steps, m ← m without the p · |m| smallest |w| of each matrix, w ← m ⊙ w_k, w_k the weights after k steps (0: as they were drawn). b ← m ⊙ (μb + ∇f(w) + λw), w ← w − ηb.
 *
 * `rounds` is n, `share` p (0.2; half of it in the output layer, as in the paper), so that (1 − p)ⁿ is left, `round_factor` T as a part of the step hint and `rewind_factor` k, `lr` η (peak of the schedule, which every round begins anew;
 * that of the last goes to the step hint), `one_minus_momentum` 1 − μ, `weight_decay` λ, `warmup_factor` the fraction of a round spent on linear warmup before the cosine decay; without it η is constant. Vectors stay whole. With `fresh` the last
 * round begins from another draw instead of w_k, the paper's control. Pruning costs no gradient; each round costs its steps, which count like all others. Frankle & Carbin 2018, arXiv 1803.03635, §1 and 2; rewinding to an
 * early step: Frankle et al. 2019, arXiv 1903.01611.
 */
export default defineSubmission({
  name: "lottery_ticket",
  ruleset: "external",
  description: "Momentum SGD on the winning ticket that rounds of magnitude pruning with rewinding find",
  paper: "arXiv 1803.03635",
  stateBytesPerParameter: 12,
  hyperparameters: {
    rounds: { feasible_points: [2, 4, 8] },
    share: { feasible_points: [0.2, 0.4] },
    round_factor: { feasible_points: [0.05, 0.1] },
    rewind_factor: { feasible_points: [0, 0.02] },
    lr: { min: 3e-3, max: 0.5, scaling: "log" },
    one_minus_momentum: { min: 1e-2, max: 0.3, scaling: "log" },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  init: ({ params, modelState }) => ({
    buffer: zerosLike(params),
    mask: onesLike(params),
    early: params,
    earlyState: modelState,
  }),
  update(ctx) {
    const hp = withDefaults(ctx.hyperparameters, { fresh: false });
    const { params, batch, step, stepHint } = ctx;
    const length = Math.max(1, Math.round(hp.round_factor * stepHint));
    const rewind = Math.min(length - 1, Math.round(hp.rewind_factor * stepHint));
    let { buffer, mask, early, earlyState } = ctx.state;
    const { grads, modelState } = ctx.lossAndGrad(params, batch);
    const round = Math.min(hp.rounds, Math.floor((step - 1) / length));
    const begun = round * length;
    const isLast = round === hp.rounds;
    const clock = { step: step - begun, stepHint: isLast ? Math.max(1, stepHint - begun) : length };
    const slope = addScaled(grads, params, hp.weight_decay);
    buffer = mul(addScaled(slope, buffer, 1 - hp.one_minus_momentum), mask);
    const rate = warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })(clock);
    const next = addScaled(params, buffer, -rate);
    if (step === rewind) [early, earlyState] = [next, modelState];
    if (isLast || step !== begun + length) {
      return { params: next, modelState, state: { buffer, mask, early, earlyState } };
    }
    mask = pruned(next, mask, hp.share, round + 1);
    const start = hp.fresh && round + 1 === hp.rounds ? ctx.reinitialize() : early;
    return {
      params: mul(start, mask),
      modelState: earlyState,
      state: { buffer: zerosLike(params), mask, early, earlyState },
    };
  },
});
