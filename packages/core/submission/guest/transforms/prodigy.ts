import {
  checkedOptions,
  count,
  decay,
  flag,
  fraction,
  growth,
  nonNegative,
  positive,
  rate as rateOrSchedule,
} from "../checkedOptions.ts";
import {
  abs,
  add,
  addScaled,
  div,
  equal,
  greater,
  maximum,
  minimum,
  mul,
  neg,
  sqrt,
  square,
  sub,
  where,
} from "../operations/elementwise.ts";
import { dot, globalSum } from "../operations/reductions.ts";
import { constant, mapLeaves, scalar, zerosLike } from "../operations/shapes.ts";
import { givesSteps, placed } from "../placement.ts";
import type { Schedule } from "../schedules/schedule.ts";
import type { Transform } from "../transform.ts";
import type { Scalar, Tree } from "../tree.ts";

export interface ProdigyOptions {
  /** η: usually 1, times a schedule. */
  readonly learningRate?: number | Schedule | undefined;
  readonly beta1?: number | undefined;
  readonly beta2?: number | undefined;
  /** Decay of the estimate's sums; √β₂. */
  readonly beta3?: number | undefined;
  readonly eps?: number | undefined;
  /** λ, decoupled. */
  readonly weightDecay?: number | undefined;
  /** First estimate of the distance. */
  readonly d0?: number | undefined;
  readonly dCoefficient?: number | undefined;
  /** Largest growth of the estimate in one step; no limit. */
  readonly growthRate?: number | undefined;
  readonly biasCorrection?: boolean | undefined;
  /** Leave η out of the denominator's sum, so that a warmup does not inflate the estimate. */
  readonly safeguardWarmup?: boolean | undefined;
  /** Estimate from every n-th element of each leaf. */
  readonly every?: number | undefined;
}

export interface ProdigyState {
  readonly start: Tree;
  /** 1 where an element takes part in the estimate; null: all do. */
  readonly mask: Tree | null;
  readonly m: Tree;
  readonly v: Tree;
  readonly s: Tree;
  readonly d: Scalar;
  readonly dMax: Scalar;
  readonly numerator: Scalar;
}

const everyNth = (params: Tree, n: number): Tree =>
  mapLeaves(params, (_leaf, { shape }) => {
    const mask = new Float32Array(shape.reduce((size, length) => size * length, 1));
    for (let i = 0; i < mask.length; i += n) mask[i] = 1;
    return constant(mask, shape);
  });

/**
 * Adam whose learning rate is an estimate d of the distance to the solution, from how far the gradients agree with the way gone:
 * d ← max(d, n/‖s‖₁). Mishchenko & Defazio 2024, arXiv 2306.06101, algorithm 4 with the authors' weights (d/d₀).
 */
export function prodigy(options: ProdigyOptions = {}): Transform<ProdigyState> {
  const checked = checkedOptions("prodigy", options, {
    learningRate: [rateOrSchedule, 1],
    beta1: [decay, 0.9],
    beta2: [decay, 0.999],
    beta3: [fraction, undefined],
    eps: [nonNegative, 1e-8],
    weightDecay: [nonNegative, 0],
    d0: [positive, 1e-6],
    dCoefficient: [positive, 1],
    growthRate: [growth, Number.POSITIVE_INFINITY],
    biasCorrection: [flag, false],
    safeguardWarmup: [flag, false],
    every: [count, 1],
  });
  const {
    learningRate,
    beta1,
    beta2,
    beta3 = Math.sqrt(beta2),
    eps,
    weightDecay,
    d0,
    dCoefficient,
  } = checked;
  const { growthRate, biasCorrection, safeguardWarmup, every } = checked;
  return placed(
    {
      init(params) {
        const zeros = zerosLike(params);
        return {
          start: params,
          mask: every > 1 ? everyNth(params, every) : null,
          m: zeros,
          v: zeros,
          s: zeros,
          d: scalar(d0),
          dMax: scalar(d0),
          numerator: scalar(0),
        };
      },
      update(g, state, ctx) {
        const { start, mask, d } = state;
        const k = ctx.step;
        const rate = typeof learningRate === "number" ? learningRate : learningRate(ctx);
        // Without a step there is nothing to learn, and dividing by ‖s‖ would be in vain.
        if (rate === 0) return { updates: zerosLike(g), state };
        const eta = rate * (biasCorrection ? Math.sqrt(1 - beta2 ** k) / (1 - beta1 ** k) : 1);
        const step = mul(d, eta);
        const weight = mul(mul(d, 1 / d0), step);
        const seen = mask ? mul(g, mask) : g;

        const numerator = addScaled(mul(dot(seen, sub(start, ctx.params)), weight), state.numerator, beta3);
        const m = add(mul(state.m, beta1), mul(g, mul(d, 1 - beta1)));
        const v = add(mul(state.v, beta2), mul(square(mul(g, d)), 1 - beta2));
        const s = add(mul(state.s, beta3), mul(seen, safeguardWarmup ? mul(square(d), 1 / d0) : weight));
        const norm = globalSum(abs(s));

        const guess = where(greater(norm, 0), div(mul(numerator, dCoefficient), norm), d);
        const dMax = maximum(state.dMax, guess);
        const first = where(equal(d, d0), maximum(d, guess), d);
        const next = growthRate === Number.POSITIVE_INFINITY ? dMax : minimum(dMax, mul(first, growthRate));
        const direction = div(m, add(sqrt(v), mul(next, eps)));
        const decayed = weightDecay === 0 ? direction : addScaled(direction, ctx.params, weightDecay);
        return {
          updates: neg(mul(decayed, step)),
          state: { start, mask, m, v, s, d: next, dMax, numerator },
        };
      },
    },
    givesSteps("prodigy"),
  );
}
