import {
  add,
  addScaled,
  asMatrices,
  div,
  greater,
  greaterEqual,
  type LeafInfo,
  leavesOf,
  mapLeaves,
  merge,
  mul,
  partition,
  reshapeLike,
  type Schedule,
  sqrt,
  square,
  sub,
  sumAxis,
  type Transform,
  type Tree,
  warmupCosine,
} from "steepest";
import { groupsOf } from "./groups.ts";

type Point = Readonly<Record<"penalty" | "epsilon" | "start_factor" | "lr" | "warmup_factor", number>>;

/** Of every leaf, a row for each unit's part in it, the sum over the unit's parts in all leaves of its group. */
function overGroups(parts: Tree, groups: readonly (readonly LeafInfo[])[]): Tree {
  const places = new Map(parts.leaves.map(({ index }, place) => [index, place]));
  const each = leavesOf(parts);
  const sums = new Map<number, Tree>();
  for (const group of groups) {
    const sum = group
      .map(({ index }) => each[places.get(index) ?? 0] as Tree)
      .reduce((total, part) => add(total, part));
    for (const { index } of group) sums.set(index, sum);
  }
  return mapLeaves(parts, (part, { index }) => sums.get(index) ?? part);
}

/** Algorithm 2 of the paper on the leaves of groups: the step that they take. */
function projectedStep(
  g: Tree,
  params: Tree,
  { groups, rate, project, hp }: { groups: LeafInfo[][]; rate: number; project: boolean; hp: Point },
): Tree {
  const x = asMatrices(params);
  const inner = (a: Tree, b: Tree) => overGroups(sumAxis(mul(a, b), 0), groups);
  const length = sqrt(overGroups(sumAxis(square(x), 0), groups));
  const slope = add(asMatrices(g), mul(div(x, add(length, 1e-30)), hp.penalty));
  const trial = addScaled(x, slope, -rate);
  if (!project) return reshapeLike(sub(trial, x), g);
  // Of the half-space of x: behind it a group is 0, and stays that.
  const isAhead = greaterEqual(inner(trial, x), mul(square(length), hp.epsilon));
  return reshapeLike(sub(mul(trial, mul(isAhead, greater(length, 0))), x), g);
}

const halfSpaceProjection = (hp: Point, rate: Schedule): Transform<null> => ({
  init: () => null,
  update(g, state, ctx) {
    const groups = groupsOf(ctx.params.leaves);
    if (groups.length === 0) return { updates: mul(g, -rate(ctx)), state };
    const grouped = new Set(groups.flat().map(({ index }) => index));
    const isGrouped = ({ index }: LeafInfo) => grouped.has(index);
    const [ofG, ofX] = [partition(g, isGrouped), partition(ctx.params, isGrouped)];
    const project = ctx.step > hp.start_factor * ctx.stepHint;
    const step = projectedStep(ofG.selected, ofX.selected, { groups, rate: rate(ctx), project, hp });
    return { updates: merge(step, mul(ofG.rest, -rate(ctx))), state };
  },
});

/**
 * Half-space projection (HSPG), by which only-train-once (OTO) trains and prunes at the same time: units whose step would turn them around become exactly 0 and can be removed.
 * x̃ = x − η(∇f + λx/‖x‖) for each group x; from a part of the run on x ← x̃ where ⟨x̃, x⟩ ≥ ε‖x‖² and x is not 0, else 0.
 *
 * `penalty` is λ, `epsilon` ε (0 to below 1; more makes more groups 0), `start_factor` the part of the run before the projection, `lr` η (peak of the schedule), `warmup_factor` the fraction
 * of the run spent on linear warmup before the cosine decay; without it η is constant. A group is all of a unit that makes its output (zero-invariant, §3.1): its weights in a hidden matrix or filter, its bias, or the scale and
 * shift of the norm behind its filter, where ./groups.ts can tell; where all of it is 0, so is what it gives, and it can be removed. All other parameters are plain SGD's. Chen et al. 2021, arXiv 2107.07467, algorithm 2.
 */
export const halfSpace = (hp: Point): Transform<null> =>
  halfSpaceProjection(hp, warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor }));
