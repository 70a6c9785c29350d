import {
  add,
  constant,
  div,
  ema,
  fromLeaves,
  mul,
  type Schedule,
  sqrt,
  square,
  sub,
  type Tree,
  type UpdateContext,
  type UpdateResult,
  type WithDefaults,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";

type Point = Readonly<Record<"lr" | "beta1" | "beta2" | "warmup_factor", number>>;

const defaults = { eps: 1e-8 };

/** Parameters that Adam trains, with their moments. */
interface Trained {
  readonly m: Tree;
  readonly v: Tree;
}

interface State {
  readonly model: Trained;
  /** M of every block but the last; null where the model has no blocks. */
  readonly heads: (Trained & { readonly value: Tree }) | null;
}

type Given = Pick<UpdateContext<State>, "params" | "rng" | "localShapes">;

const fresh = (like: Tree): Trained => ({ m: zerosLike(like), v: zerosLike(like) });

/** A head for each edge between two blocks, whose scores have the variance of the features. */
export const drawnHeads = ({ rng, localShapes }: Pick<Given, "rng" | "localShapes">): Tree =>
  fromLeaves(
    localShapes.map(([features, classes]) => {
      const zeros = constant(new Float32Array(features * classes), [features, classes]);
      return mul(rng.normal(zeros), 1 / Math.sqrt(features));
    }),
  );

function init(given: Given): State {
  const { params, localShapes } = given;
  if (localShapes.length === 0) return { model: fresh(params), heads: null };
  const value = drawnHeads(given);
  return { model: fresh(params), heads: { ...fresh(value), value } };
}

/** One step of Adam (Kingma & Ba 2015). */
function stepped(
  value: Tree,
  g: Tree,
  before: Trained,
  { step, eta, hp }: { step: number; eta: number; hp: WithDefaults<Point, typeof defaults> },
) {
  const m = ema(before.m, g, hp.beta1);
  const v = ema(before.v, square(g), hp.beta2);
  const root = add(sqrt(mul(v, 1 / (1 - hp.beta2 ** step))), hp.eps);
  return { value: sub(value, mul(div(m, root), eta / (1 - hp.beta1 ** step))), m, v };
}

function update(ctx: UpdateContext<State, Point>, rate: Schedule): UpdateResult<State> {
  const { params, batch, step, state } = ctx;
  const at = { step, eta: rate(ctx), hp: withDefaults(ctx.hyperparameters, defaults) };
  if (state.heads === null) {
    const { grads, modelState } = ctx.lossAndGrad(params, batch);
    const { value, ...model } = stepped(params, grads, state.model, at);
    return { params: value, state: { model, heads: null }, modelState };
  }
  const { grads, local, modelState } = ctx.lossAndGrad(params, batch, { local: state.heads.value });
  const { value, ...model } = stepped(params, grads, state.model, at);
  return {
    params: value,
    state: { model, heads: stepped(state.heads.value, local, state.heads, at) },
    modelState,
  };
}

/**
 * Mono-Forward: every block learns from its own error alone; no gradient passes from one block to another.
 * Of block i with outputs aᵢ: goodness Gᵢ = aᵢMᵢ, loss the cross-entropy of softmax(Gᵢ) with the label, block and Mᵢ by Adam on it; the model predicts by its last
 * block (the paper's BP prediction).
 *
 * `lr` is η (peak of the schedule; the paper's 1e-3), `beta1` β₁, `beta2` β₂, `eps` ε (1e-8), `warmup_factor` the fraction of the run spent on linear warmup before the cosine
 * decay; without it η is constant. Blocks are the model's (`ctx.localShapes`), which may be several layers, where the paper takes single ones; aᵢ is the mean over positions. A
 * model without blocks is one block: Adam. Gong, Li & Abdulla 2025, arXiv 2501.09238, algorithm 1.
 */
export const monoForward = {
  init,
  update: (ctx: UpdateContext<State, Point>): UpdateResult<State> =>
    update(
      ctx,
      warmupCosine({ peak: ctx.hyperparameters.lr, warmupFactor: ctx.hyperparameters.warmup_factor }),
    ),
};
