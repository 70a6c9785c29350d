import {
  add,
  addScaled,
  type Context,
  defineSubmission,
  div,
  globalNorm,
  leafScalars,
  maximum,
  mul,
  sub,
  type Tree,
  type UpdateContext,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";
import { drawnHeads } from "../mono_forward/algorithm.ts";

type Point = Readonly<Record<"lr" | "momentum" | "warmup_factor", number>> & {
  readonly guess: "local" | "normal";
};

interface State {
  readonly buffer: Tree;
  /** A head for each edge between two blocks, with its momentum; null where the model has no blocks. */
  readonly heads: { readonly value: Tree; readonly buffer: Tree } | null;
}

function init(ctx: Context<Point>): State {
  const buffer = zerosLike(ctx.params);
  if (ctx.localShapes.length === 0) return { buffer, heads: null };
  const value = drawnHeads(ctx);
  return { buffer, heads: { value, buffer: zerosLike(value) } };
}

/** The part of ∇f along v, (∇f·v)v/‖v‖²: by two forward passes on the same examples with the same dropout masks, ‖εv‖ a part of ‖p‖. */
function along(v: Tree, ctx: UpdateContext<State, Point>): Tree {
  const { params, batch, step } = ctx;
  const { radius } = withDefaults(ctx.hyperparameters, { radius: 1e-2 });
  const length = maximum(globalNorm(v), 1e-30);
  const epsilon = div(mul(maximum(globalNorm(params), 1), radius), length);
  const loss = (place: Tree) => ctx.forward(place, batch, { draw: step }).loss;
  const rise = sub(loss(addScaled(params, v, epsilon)), loss(addScaled(params, v, mul(epsilon, -1))));
  return mul(v, div(div(rise, mul(epsilon, 2)), mul(length, length)));
}

/**
 * Forward gradients along gradients of local losses: of the last block its gradient; of each block i before, guess vᵢ the gradient of a loss of its own, the
 * cross-entropy of softmax(h̄ᵢMᵢ), and gᵢ = (∇f·vᵢ)vᵢ/‖vᵢ‖², the part of the gradient of the model's loss f along it. b ← μb + g, p ← p − ηb; the heads Mᵢ learn from their own losses in the same way.
 *
 * `guess` is "local", or "normal" for vᵢ ~ N(0, I), what the paper compares with; `lr` η (peak of the schedule), `momentum` μ, `radius` ‖εv‖ over the length of the parameters (0.01), `warmup_factor` the fraction
 * of the run spent on linear warmup before the cosine decay; without it η is constant. Guesses and what they are held against are gradients by weights; the paper finds those by activations better, which do not leave the model.
 * The directional derivative takes two forward passes, as a central difference, where the authors' forward mode carries it through one. Blocks are the model's (`ctx.localShapes`), the heads one matrix on the mean over positions; a model without blocks is one block: SGD.
 * Fournier, Rivaud, Belilovsky, Eickenberg & Oyallon 2023, arXiv 2306.06968, §3.
 */
export default defineSubmission({
  name: "local_guess",
  ruleset: "external",
  description: "Forward gradients along the gradients of blocks' own losses, with SGD",
  paper: "arXiv 2306.06968",
  stateBytesPerParameter: 4,
  hyperparameters: {
    guess: { feasible_points: ["local", "normal"] },
    lr: { min: 3e-3, max: 0.3, scaling: "log" },
    momentum: { feasible_points: [0.8, 0.9, 0.95] },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  init,
  update(ctx: UpdateContext<State, Point>) {
    const { params, batch, step, state, localShapes, hyperparameters: hp } = ctx;
    const rate = warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })(ctx);
    if (state.heads === null) {
      const { grads, modelState } = ctx.lossAndGrad(params, batch);
      const buffer = add(mul(state.buffer, hp.momentum), grads);
      return { params: addScaled(params, buffer, -rate), modelState, state: { buffer, heads: null } };
    }
    const { grads, local, modelState } = ctx.lossAndGrad(params, batch, {
      local: state.heads.value,
      draw: step,
    });
    const guesses = hp.guess === "local" ? grads : ctx.rng.normal(params);
    const only = (tree: Tree, block: number) =>
      mul(
        tree,
        leafScalars(tree, (leaf) => (leaf.block === block ? 1 : 0)),
      );
    let g = only(grads, localShapes.length);
    localShapes.forEach((_, block) => {
      g = add(g, along(only(guesses, block), ctx));
    });
    const buffer = add(mul(state.buffer, hp.momentum), g);
    const ofHeads = add(mul(state.heads.buffer, hp.momentum), local);
    return {
      params: addScaled(params, buffer, -rate),
      modelState,
      state: {
        buffer,
        heads: { value: addScaled(state.heads.value, ofHeads, -rate), buffer: ofHeads },
      },
    };
  },
});
