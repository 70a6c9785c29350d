import {
  type AsyncTransform,
  abs,
  add,
  addDecayedWeights,
  chain,
  defineSubmission,
  fromLeaves,
  largest,
  leaf,
  leafSum,
  mapLeaves,
  momentum,
  mul,
  read,
  reshapeLeaves,
  reshapeLike,
  scaleByLearningRate,
  square,
  sub,
  type Transform,
  type Tree,
  warmupCosine,
  withDefaults,
  workers,
  zerosLike,
} from "steepest";
import { cheapest } from "./cheapest.ts";

/** What a layer may send, in parts of what all send by default. */
const factors = [1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8];
const usual = factors.indexOf(1);

const sizesOf = (tree: Tree): number[] =>
  tree.leaves.map(({ shape }) => shape.reduce((product, length) => product * length, 1));
const countOf = (size: number, density: number): number =>
  Math.min(size, Math.max(1, Math.ceil(density * size)));

/** Of every leaf its `counts` elements that are largest in size; the rest is 0. */
function largestOf(tree: Tree, counts: readonly number[]): Tree {
  const flat = reshapeLeaves(abs(tree), ({ shape }) => [shape.reduce((n, length) => n * length, 1)]);
  const mask = mapLeaves(flat, (each, { index }) => largest(each, counts[index] ?? 1));
  return mul(tree, reshapeLike(mask, tree));
}

/** A worker sends the largest of what it has gathered, and keeps the rest for later (error feedback). */
const keepRest = (counts: readonly number[]): Transform<Tree> => ({
  init: zerosLike,
  update(g, rest) {
    const gathered = add(rest, g);
    const sent = largestOf(gathered, counts);
    return { updates: sent, state: sub(gathered, sent) };
  },
});

interface State {
  readonly rests: readonly unknown[];
  /** Sum of the first worker's gradients since counts were chosen. */
  readonly sum: Tree;
  /** Elements that a worker sends of each leaf. */
  readonly counts: readonly number[];
}

/** The mean of what N workers send, of each layer as many elements as cost the least at no more error than if all sent the same part. */
function layerwise(count: number, density: number, period: number): AsyncTransform<State> {
  const sending = (counts: readonly number[]) =>
    workers(count, { message: keepRest(counts), encoding: "sparse" });
  const chosen = async (sum: Tree): Promise<number[]> => {
    const sizes = sizesOf(sum);
    const countsOf = (factor: number) => sizes.map((size) => countOf(size, factor * density));
    const errors = factors.map((factor) => leafSum(square(sub(sum, largestOf(sum, countsOf(factor))))));
    const numbers = await read(fromLeaves(errors.flatMap((each) => sizes.map((_, at) => leaf(each, at)))));
    const errorOf = (place: number, at: number) => numbers[place * sizes.length + at]?.[0] ?? 0;
    const layers = sizes.map((_, at) =>
      factors.map((factor, place) => ({ count: countsOf(factor)[at] ?? 1, error: errorOf(place, at) })),
    );
    const allowed = sizes.reduce((total, _, at) => total + errorOf(usual, at), 0);
    const places = cheapest(layers, allowed);
    return layers.map((choices, at) => choices[places?.[at] ?? usual]?.count ?? 1);
  };
  return {
    init(params) {
      const counts = sizesOf(params).map((size) => countOf(size, density));
      return { rests: sending(counts).init(params), sum: zerosLike(params), counts };
    },
    async update(g, { rests, sum, counts }, ctx) {
      const { updates, state } = sending(counts).update(g, rests, ctx);
      const gathered = add(sum, g);
      if (ctx.step % period !== 0) return { updates, state: { rests: state, sum: gathered, counts } };
      return { updates, state: { rests: state, sum: zerosLike(g), counts: await chosen(gathered) } };
    },
  };
}

/**
 * L-GreCo over sparse gradients: each of N workers sends the largest elements of what it has gathered, v ← v + g, and keeps the rest. How many, differs from layer to layer and is chosen anew every T steps: from the
 * gradients of the last T, the fewest elements of all layers together whose error Σ‖G − C(G)‖² is at most that of the same part of every layer. b ← μb + (mean of what was sent), p ← p − η(b + λp).
 *
 * `workers` is N (4), each with a batch of its own, `density` the part that all layers send until the first choice, and whose error no choice exceeds (candidates are ⅛ to 8 times as many), `period` T, `lr` η (peak of the
 * schedule), `one_minus_momentum` 1 − μ, `weight_decay` λ, `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is constant. An element takes 8 bytes on the way, with its place.
 * The paper also chooses ranks and bits; here errors are of the first worker's gradients. Alimohammadi, Markov, Frantar & Alistarh 2022, arXiv 2210.17357, algorithm 1.
 */
export default defineSubmission({
  name: "l_greco",
  ruleset: "external",
  description: "Momentum SGD on workers that send the fewest elements of each layer at a bounded error",
  paper: "arXiv 2210.17357",
  stateBytesPerParameter: 24,
  hyperparameters: {
    density: { feasible_points: [0.01, 0.03, 0.1] },
    period: { feasible_points: [20, 50] },
    lr: { min: 3e-3, max: 0.3, scaling: "log" },
    one_minus_momentum: { min: 2e-2, max: 0.3, scaling: "log" },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (hp) =>
    chain(
      layerwise(withDefaults(hp, { workers: 4 }).workers, hp.density, hp.period),
      momentum({ momentum: 1 - hp.one_minus_momentum }),
      addDecayedWeights(hp.weight_decay),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    ),
});
