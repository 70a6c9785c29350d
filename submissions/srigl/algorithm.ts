import {
  abs,
  add,
  addScaled,
  asMatrices,
  baseOptimizer,
  type LeafInfo,
  largest,
  mapLeaves,
  mul,
  multiTransform,
  reshapeLike,
  sub,
  type Transform,
  type Tree,
  transpose,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";

type Point = Readonly<
  Record<"sparsity" | "period" | "lr" | "one_minus_momentum" | "weight_decay" | "warmup_factor", number>
>;

interface State {
  /** 1 where a weight is there; null before the first step. */
  readonly mask: Tree | null;
  readonly buffer: Tree;
}

const inputsOf = ({ shape }: LeafInfo) => shape.slice(0, -1).reduce((product, side) => product * side, 1);
/** Inputs that every unit keeps. */
const fanIn = (leaf: LeafInfo, sparsity: number) => Math.max(1, Math.round((1 - sparsity) * inputsOf(leaf)));

/** For every unit 1 at so many inputs, the largest ones. */
const largestInputs = (a: Tree, count: (leaf: LeafInfo) => number): Tree =>
  mapLeaves(a, (leaf, info) => {
    const units = transpose(asMatrices(leaf));
    const chosen = count(info);
    return reshapeLike(transpose(chosen > 0 ? largest(units, chosen) : zerosLike(units)), leaf);
  });

const constantFanIn = (point: Point): Transform<State> => {
  const hp = withDefaults(point, { drop: 0.3, stop_factor: 0.75 });
  const rate = warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor });
  return {
    init: (params) => ({ mask: null, buffer: zerosLike(params) }),
    update(g, state, ctx) {
      const { params, step, stepHint } = ctx;
      const sizes = abs(params);
      let mask = state.mask ?? largestInputs(sizes, (leaf) => fanIn(leaf, hp.sparsity));
      const progress = step / (hp.stop_factor * stepHint);
      if (step > 1 && step % hp.period === 0 && progress < 1) {
        const share = (hp.drop / 2) * (1 + Math.cos(Math.PI * progress));
        const moved = (leaf: LeafInfo) => Math.round(share * fanIn(leaf, hp.sparsity));
        const kept = largestInputs(mul(sizes, mask), (leaf) => fanIn(leaf, hp.sparsity) - moved(leaf));
        // Of those that are not there, and of none that is dropped now; all sizes are below 0 elsewhere.
        const candidates = sub(mul(abs(g), sub(1, mask)), mask);
        mask = add(kept, largestInputs(candidates, moved));
      }
      const slope = mul(addScaled(g, params, hp.weight_decay), mask);
      const buffer = addScaled(slope, mul(state.buffer, mask), 1 - hp.one_minus_momentum);
      const moved = mul(addScaled(params, buffer, -rate(ctx)), mask);
      return { updates: sub(moved, params), state: { mask, buffer } };
    },
  };
};

/**
 * Structured RigL: sparse from the first step to the last, every unit with the same number k of inputs; now and then the smallest weights of a unit go, and
 * those with the largest gradients come.
 * g ← m(∇f(p) + λp), b ← μmb + g, p ← m(p − ηb); every ΔT steps of each unit the d smallest |p| leave m and the d largest |∇f| of those outside come, from 0,
 * d = k·(α/2)(1 + cos(πt/T_end)).
 *
 * `sparsity` is the part of a unit's inputs that is 0, `period` ΔT, `drop` α (0.3), `stop_factor` T_end as a part of the run (0.75), `lr` η (peak of the schedule),
 * `one_minus_momentum` 1 − μ, `weight_decay` λ, `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is constant.
 * Hidden matrices and filters are sparse, the others plain SGD's. The first mask has the largest initial weights. Whole units are not taken out (the paper's
 * ablation). Lasby et al. 2023, arXiv 2305.02299, §3; RigL: Evci et al. 2020, arXiv 1911.11134.
 */
export function srigl(hp: Point) {
  const isSparse = ({ kind, shape }: LeafInfo) =>
    !["embedding", "positional", "output_weight"].includes(kind) && shape.length > 1;
  const rest = baseOptimizer({
    lr: hp.lr,
    momentum: 1 - hp.one_minus_momentum,
    weight_decay: hp.weight_decay,
    warmup_factor: hp.warmup_factor,
  });
  return multiTransform({ sparse: constantFanIn(hp), rest }, (leaf) => (isSparse(leaf) ? "sparse" : "rest"));
}
