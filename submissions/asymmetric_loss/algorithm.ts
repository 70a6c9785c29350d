import {
  add,
  addScaled,
  type Context,
  div,
  exp,
  mul,
  neg,
  pow,
  sub,
  type Tree,
  type UpdateContext,
  type UpdateResult,
  warmupCosine,
  zerosLike,
} from "steepest";

export interface AsymmetricLoss {
  readonly loss: "agce" | "aul" | "ael";
  /** What AGCE and AEL call a; AUL's a is larger by 1, since it must be above every p. */
  readonly offset: number;
  readonly q: number;
}

/** −pℓ′(p), what the gradient of cross-entropy is multiplied by to become that of ℓ(p), p = e^(−loss) the probability of the label. */
export function weightsOf(losses: Tree, { loss, offset, q }: AsymmetricLoss): Tree {
  const p = exp(neg(losses));
  if (loss === "agce") return mul(p, pow(add(p, offset), q - 1));
  if (loss === "aul") return mul(p, pow(sub(1 + offset, p), q - 1));
  return mul(p, div(exp(mul(p, -1 / offset)), offset));
}

type Point = Readonly<Record<"lr" | "one_minus_momentum" | "weight_decay" | "warmup_factor", number>>;

interface State {
  readonly buffer: Tree;
}

/**
 * SGD with momentum on another loss of the label's probability than cross-entropy: b ← μb + mean of wᵢ∇(cross-entropy)ᵢ + λp, p ← p − ηb, with the weights wᵢ that `weights` makes of the examples' cross-entropies
 * (one leaf of the batch's length). Where the loss is no cross-entropy every weight is 1.
 */
export function momentumOnReweighted<P extends Point>(weights: (losses: Tree, hp: P) => Tree) {
  return {
    init: ({ params }: Context<P>): State => ({ buffer: zerosLike(params) }),
    update(ctx: UpdateContext<State, P>): UpdateResult<State> {
      const { params, batch, step, hyperparameters: hp } = ctx;
      const same = { draw: step, labelSmoothing: 0 };
      const weighed = ctx.lossType.endsWith("cross_entropy")
        ? { ...same, weights: weights(ctx.perExampleLoss(params, batch, same), hp) }
        : { draw: step };
      const { grads, modelState } = ctx.lossAndGrad(params, batch, weighed);
      const slope = addScaled(grads, params, hp.weight_decay);
      const buffer = addScaled(slope, ctx.state.buffer, 1 - hp.one_minus_momentum);
      const rate = warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })(ctx);
      return { params: addScaled(params, buffer, -rate), modelState, state: { buffer } };
    },
  };
}
