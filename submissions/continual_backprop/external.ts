import {
  type AdamState,
  abs,
  add,
  addScaled,
  defineSubmission,
  div,
  ema,
  equal,
  expm1,
  fromLeaves,
  type LeafInfo,
  leaf,
  leavesOf,
  less,
  minAxis,
  minimum,
  mul,
  neg,
  reshape,
  type Schedule,
  scaleByAdam,
  sqrt,
  sub,
  sumAxis,
  type Transform,
  type Tree,
  warmupCosine,
  withDefaults,
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
  /** Whether any unit may have begun anew: from then on weights have ages of their own. */
  readonly isRenewed: boolean;
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

/** 1 − βᵗ of a whole tree of t, without the rounding of a power near 1. */
const corrections = (beta: number, age: Tree): Tree => neg(expm1(mul(age, Math.log(beta))));

/** 1 at the mature unit of least utility, 0 at all others; 0 everywhere before any is mature. Utilities are averages that began at 0: u/(1 − κᵃ) at the age a, so that the younger does not look less useful. */
function leastUseful({ utility, age }: Units, { maturity, utilityDecay }: Options): Tree {
  const young = less(age, maturity);
  const guarded = add(div(utility, corrections(utilityDecay, age)), mul(young, 1e30));
  return mul(equal(guarded, minAxis(guarded, 0)), sub(1, young));
}

/** For each place of a leaf that goes into or out of units, the steps that the youngest of these has had, this one included. */
function stepsOf(layers: readonly Layer[], units: readonly Units[]): Map<number, Tree> {
  const steps = new Map<number, Tree>();
  const note = (place: number, age: Tree) => {
    const known = steps.get(place);
    steps.set(place, known ? minimum(known, age) : age);
  };
  for (const [at, layer] of layers.entries()) {
    const age = add((units[at] as Units).age, 1);
    note(layer.into, reshape(age, [1, layer.units]));
    note(layer.bias, age);
    note(layer.out, reshape(age, [layer.units, 1]));
  }
  return steps;
}

/** Adam's directions with each weight's own count of steps in its bias corrections. */
function corrected(
  updates: Tree,
  { m, v }: AdamState,
  steps: ReadonlyMap<number, Tree>,
  { beta1, beta2, eps }: Options,
): Tree {
  const moments = { m: leavesOf(m), v: leavesOf(v) };
  return fromLeaves(
    leavesOf(updates).map((usual, place) => {
      const age = steps.get(place);
      if (!age) return usual;
      const mHat = div(moments.m[place] as Tree, corrections(beta1, age));
      const vHat = div(moments.v[place] as Tree, corrections(beta2, age));
      return div(mHat, add(sqrt(vHat), eps));
    }),
  );
}

/** Adam, and a search for better units beside it. */
const continual = (options: Options): Transform<State> => {
  const adam = scaleByAdam({ beta1: options.beta1, beta2: options.beta2, eps: options.eps });
  return {
    init: (params) => ({
      adam: adam.init(params),
      isRenewed: false,
      units: hiddenLayers(params.leaves).map(({ bias }) => {
        const zeros = zerosLike(leaf(params, bias));
        return { utility: zeros, age: zeros };
      }),
    }),
    update(g, state, ctx) {
      const stepped = adam.update(g, state.adam, ctx);
      const layers = hiddenLayers(ctx.params.leaves);
      const directions = state.isRenewed
        ? corrected(stepped.updates, stepped.state, stepsOf(layers, state.units), options)
        : stepped.updates;
      const params = addScaled(ctx.params, directions, -options.rate(ctx));
      const values = leavesOf(params);
      const moments = { m: leavesOf(stepped.state.m), v: leavesOf(stepped.state.v) };
      let replaces = false;
      const units = layers.map((layer, at): Units => {
        const known = state.units[at] as Units;
        const grown = {
          utility: ema(known.utility, instantaneous(params, layer), options.utilityDecay),
          age: add(known.age, 1),
        };
        // ρ units a step: a whole one every so many.
        if (ctx.step % Math.max(1, Math.round(1 / (options.replacementRate * layer.units))) !== 0)
          return grown;
        replaces = true;
        const gone = leastUseful(grown, options);
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
      if (!replaces) {
        return { updates: sub(params, ctx.params), state: { ...state, adam: stepped.state, units } };
      }
      return {
        updates: sub(fromLeaves(values), ctx.params),
        state: {
          adam: { m: fromLeaves(moments.m), v: fromLeaves(moments.v) },
          units,
          isRenewed: state.isRenewed || ctx.step >= options.maturity,
        },
      };
    },
  };
};

/**
 * Continual backprop: Adam, and of every hidden layer now and then the unit of least use begins anew, so that a network that is trained for long stays able to learn.
 * uᵢ ← κuᵢ + (1 − κ)·Σ|w_out,i| / Σ|w_in,i|; every 1/(ρn) steps the unit of least uᵢ/(1 − κ^aᵢ) among those of age aᵢ ≥ m: w_in drawn anew, bias, w_out, uᵢ, aᵢ and Adam's moments and
 * step count of its weights 0.
 *
 * `lr` is η (peak of the schedule), `one_minus_beta1` 1 − β₁, `beta2` β₂, `eps` ε (1e-8), `replacement_rate` ρ (1e-4), `maturity` m (100), `utility_decay` κ (0.99), `warmup_factor` the
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
    replacement_rate: { feasible_points: [1e-5, 1e-4] },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer(point) {
    const hp = withDefaults(point, { eps: 1e-8, maturity: 100, utility_decay: 0.99 });
    return continual({
      rate: warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor }),
      beta1: 1 - hp.one_minus_beta1,
      beta2: hp.beta2,
      eps: hp.eps,
      replacementRate: hp.replacement_rate,
      maturity: hp.maturity,
      utilityDecay: hp.utility_decay,
    });
  },
});
