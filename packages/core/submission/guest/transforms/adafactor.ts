import {
  checkedOptions,
  decay,
  flag,
  type Kind,
  nonNegative,
  positive,
  schedule,
} from "../checkedOptions.ts";
import { add, div, ema, maximum, mul, rsqrt, sqrt, square } from "../operations/elementwise.ts";
import { leafMean, meanAxis } from "../operations/reductions.ts";
import { merge, onesLike, partition, zerosLike } from "../operations/shapes.ts";
import { givesSteps, placed } from "../placement.ts";
import type { Schedule } from "../schedules/schedule.ts";
import type { Transform } from "../transform.ts";
import type { Tree } from "../tree.ts";

export interface AdafactorOptions {
  /** ρ, relative to the parameters' size or absolute. */
  readonly lr: Schedule;
  readonly scaleParameter: boolean;
  readonly eps1: number;
  readonly eps2: number;
  readonly clipThreshold: number;
  readonly decayRate: number;
  readonly beta1: number;
  readonly weightDecay: number;
}

export interface AdafactorState {
  /** Row and column means of g² of matrices and filters, g² itself of vectors. */
  readonly rows: Tree;
  readonly columns: Tree;
  readonly v: Tree;
  readonly m: Tree | null;
}

/** k to this power is what the second moment takes of the k-th gradient: 1 at first, then less. */
const decayPower: Kind = {
  what: "a finite number ≤ 0, such as -0.8",
  allows: (value) => typeof value === "number" && value <= 0 && Number.isFinite(value),
};

const factored = (tree: Tree) => partition(tree, ({ shape }) => shape.length > 1);
const rms = (tree: Tree): Tree => sqrt(leafMean(square(tree)));

/**
 * The whole step of Adafactor (arXiv 1804.04235, algorithms 4 and 5), learning rate and sign included: the second moment of matrices and filters from
 * the means of their rows and columns, updates limited in their root mean square. Last in a chain.
 */
export function adafactor(options: AdafactorOptions): Transform<AdafactorState> {
  const { lr, scaleParameter, eps1, eps2, clipThreshold, decayRate, beta1, weightDecay } = checkedOptions(
    "adafactor",
    options,
    {
      lr: [schedule],
      scaleParameter: [flag],
      eps1: [nonNegative],
      eps2: [nonNegative],
      clipThreshold: [positive],
      decayRate: [decayPower],
      beta1: [decay],
      weightDecay: [nonNegative],
    },
  );
  return placed(
    {
      init(params) {
        const { selected, rest } = factored(params);
        return {
          rows: zerosLike(meanAxis(selected, -1)),
          columns: zerosLike(meanAxis(selected, -2)),
          v: zerosLike(rest),
          m: beta1 > 0 ? zerosLike(params) : null,
        };
      },
      update(g, state, ctx) {
        const { params, step: k } = ctx;
        const kept = 1 - k ** decayRate;
        const squares = factored(add(square(g), eps1));
        const rows = ema(state.rows, meanAxis(squares.selected, -1), kept);
        const columns = ema(state.columns, meanAxis(squares.selected, -2), kept);
        const v = ema(state.v, squares.rest, kept);
        // g / √(R Cᵀ / mean(R)), in two factors: their product may be too small for float32.
        const inverse = mul(rsqrt(div(rows, meanAxis(rows, -2))), rsqrt(columns));
        const u = mul(g, merge(inverse, rsqrt(v)));
        const alpha = mul(scaleParameter ? maximum(rms(params), eps2) : onesLike(leafMean(params)), lr(ctx));
        const step = mul(div(u, maximum(div(rms(u), clipThreshold), 1)), alpha);
        const m = state.m && ema(state.m, step, beta1);
        const decayed = mul(params, mul(alpha, weightDecay));
        return { updates: mul(add(m ?? step, decayed), -1), state: { rows, columns, v, m } };
      },
    },
    givesSteps("adafactor"),
  );
}
