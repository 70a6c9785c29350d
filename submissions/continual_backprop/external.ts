import {
  type AdamState,
  abs,
  add,
  addScaled,
  defineSubmission,
  div,
  ema,
  equal,
  fromLeaves,
  type LeafInfo,
  leaf,
  leavesOf,
  less,
  minAxis,
  mul,
  reshape,
  type Schedule,
  scaleByAdam,
  sub,
  sumAxis,
  type Transform,
  type Tree,
  warmupCosine,
  zerosLike,
} from "steepest";

interface Options {
  readonly rate: Schedule;
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  readonly replacementRate: number;
  readonly maturity: number;
  readonly utilityDecay: number;
}

/** A hidden layer of units between two dense ones: the places of its weights, of its bias and of what goes out of it. */
interface Layer {
  readonly into: number;
  readonly bias: number;
  readonly out: number;
  readonly units: number;
}

/** Of every layer, by unit. */
interface Units {
  readonly utility: Tree;
  readonly age: Tree;
}

interface State {
  readonly adam: AdamState;
  readonly units: readonly Units[];
}

/** A dense layer with a bias whose next is a dense layer of as many inputs. */
function hiddenLayers(leaves: readonly LeafInfo[]): Layer[] {
  return leaves.flatMap(({ shape }, into) => {
    const [bias, out] = [leaves[into + 1], leaves[into + 2]];
    const units = shape[1] ?? 0;
    const fits =
      shape.length === 2 &&
      bias?.kind === "bias" &&
      bias.shape.join() === `${units}` &&
      out?.shape.length === 2 &&
      out.shape[0] === units;
    return fits ? [{ into, bias: into + 1, out: into + 2, units }] : [];
  });
}

/** What a unit gives to the next layer over what it takes from the one before. */
const instantaneous = (params: Tree, { into, out, units }: Layer): Tree =>
  div(
    reshape(sumAxis(abs(leaf(params, out)), 1), [units]),
    add(reshape(sumAxis(abs(leaf(params, into)), 0), [units]), 1e-30),
  );

/** 1 at the mature unit of least utility, 0 at all others; 0 everywhere before any is mature. */
function leastUseful({ utility, age }: Units, maturity: number): Tree {
  const young = less(age, maturity);
  const guarded = add(utility, mul(young, 1e30));
  return mul(equal(guarded, minAxis(guarded, 0)), sub(1, young));
}

/** Adam, and a search for better units beside it. */
const continual = (options: Options): Transform<State> => {
  const adam = scaleByAdam({ beta1: options.beta1, beta2: options.beta2, eps: options.eps });
  return {
    init: (params) => ({
      adam: adam.init(params),
      units: hiddenLayers(params.leaves).map(({ bias }) => {
        const zeros = zerosLike(leaf(params, bias));
        return { utility: zeros, age: zeros };
      }),
    }),
    update(g, state, ctx) {
      const stepped = adam.update(g, state.adam, ctx);
      const params = addScaled(ctx.params, stepped.updates, -options.rate(ctx));
      const values = leavesOf(params);
      const moments = { m: leavesOf(stepped.state.m), v: leavesOf(stepped.state.v) };
      let replaces = false;
      const units = hiddenLayers(params.leaves).map((layer, at): Units => {
        const known = state.units[at] as Units;
        const grown = {
          utility: ema(known.utility, instantaneous(params, layer), options.utilityDecay),
          age: add(known.age, 1),
        };
        // ρ units a step: a whole one every so many.
        if (ctx.step % Math.max(1, Math.round(1 / (options.replacementRate * layer.units))) !== 0)
          return grown;
        replaces = true;
        const gone = leastUseful(grown, options.maturity);
        const stays = sub(1, gone);
        const row = reshape(gone, [1, layer.units]);
        const column = reshape(stays, [layer.units, 1]);
        const fresh = leaf(ctx.reinitialize(), layer.into);
        const into = values[layer.into] as Tree;
        // New weights come in, none go out: what the model computes loses the old unit and nothing else.
        values[layer.into] = add(into, mul(sub(fresh, into), row));
        values[layer.bias] = mul(values[layer.bias] as Tree, stays);
        values[layer.out] = mul(values[layer.out] as Tree, column);
        for (const list of [moments.m, moments.v]) {
          list[layer.into] = mul(list[layer.into] as Tree, sub(1, row));
          list[layer.bias] = mul(list[layer.bias] as Tree, stays);
          list[layer.out] = mul(list[layer.out] as Tree, column);
        }
        return { utility: mul(grown.utility, stays), age: mul(grown.age, stays) };
      });
      if (!replaces) return { updates: sub(params, ctx.params), state: { adam: stepped.state, units } };
      return {
        updates: sub(fromLeaves(values), ctx.params),
        state: { adam: { m: fromLeaves(moments.m), v: fromLeaves(moments.v) }, units },
      };
    },
  };
};

/**
 * Continual backprop: Adam, and of every hidden layer now and then the unit of least use begins anew, so that a network that is trained for long stays able to learn.
 * uᵢ ← κuᵢ + (1 − κ)·Σ|w_out,i| / Σ|w_in,i|; every 1/(ρn) steps the unit of least uᵢ among those older than m: w_in drawn anew, bias, w_out and their moments 0.
 *
 * `lr` is η (peak of the schedule), `one_minus_beta1` 1 − β₁, `beta2` β₂, `eps` ε, `replacement_rate` ρ (1e-4), `maturity` m (100), `utility_decay` κ (0.99), `warmup_factor` the
 * fraction of the run spent on linear warmup before the cosine decay; without it η is constant. Layers are dense ones with a bias whose next is dense, and the paper's
 * utility without the mean size of the unit's activation, which a submission does not see. Dohare, Sutton & Mahmood 2021, arXiv 2108.06325, algorithm 1.
 */
export default defineSubmission({
  name: "continual_backprop",
  ruleset: "external",
  description: "Adam that replaces the hidden units of least use (continual backprop)",
  paper: "arXiv 2108.06325",
  stateBytesPerParameter: 8.1,
  hyperparameters: {
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.99, 0.999] },
    eps: { feasible_points: [1e-8] },
    replacement_rate: { feasible_points: [1e-5, 1e-4] },
    maturity: { feasible_points: [100] },
    utility_decay: { feasible_points: [0.99] },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (hp) =>
    continual({
      rate: warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor }),
      beta1: 1 - hp.one_minus_beta1,
      beta2: hp.beta2,
      eps: hp.eps,
      replacementRate: hp.replacement_rate,
      maturity: hp.maturity,
      utilityDecay: hp.utility_decay,
    }),
});
