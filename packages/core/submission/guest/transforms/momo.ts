import { aNumber, checkedOptions, decay, flag, nonNegative, rate } from "../checkedOptions.ts";
import {
  add,
  addScaled,
  div,
  ema,
  less,
  maximum,
  minimum,
  mul,
  sqrt,
  square,
  sub,
  where,
} from "../operations/elementwise.ts";
import { dot } from "../operations/reductions.ts";
import { scalar, zerosLike } from "../operations/shapes.ts";
import { givesSteps, placed } from "../placement.ts";
import type { Schedule } from "../schedules/schedule.ts";
import type { Transform } from "../transform.ts";
import type { Scalar, Tree } from "../tree.ts";

export interface MomoOptions {
  /** α: largest step. */
  readonly learningRate: number | Schedule;
  /** β (β₁ of Adam). */
  readonly beta?: number | undefined;
  /** Decay of the second moments that precondition (MoMo-Adam); without it D = 1. */
  readonly beta2?: number | undefined;
  readonly eps?: number | undefined;
  /** λ. */
  readonly weightDecay?: number | undefined;
  /** f*: lower bound of the loss. */
  readonly lowerBound?: number | undefined;
  /** Averages from zero, divided by ρ = 1 − βᵏ, or started at the first values (ρ = 1). */
  readonly biasCorrection?: boolean | undefined;
  /** Estimate f* as training goes on, from `lowerBound` up. */
  readonly useFstar?: boolean | undefined;
  /** Decay by 1/(1 + αλ) after the step, or as AdamW does by 1 − αλ before it. */
  readonly divide?: boolean | undefined;
}

interface MomoState {
  readonly d: Tree;
  readonly v: Tree | null;
  /** Averages of the loss and of ⟨p, g⟩, and the lower bound. */
  readonly loss: Scalar;
  readonly gamma: Scalar;
  readonly bound: Scalar;
}

/**
 * Model-based momentum: f̄, γ and d average loss, ⟨p, g⟩ and g; with w = 1 + αλ and D = √v̂ + ε (or 1)
 * τ = min(α/ρ, (w(f̄ − ρf*) + ⟨p, d⟩ − wγ)₊ / ⟨d, d/D⟩), p ← (p − τd/D)/w.
 * Schaipp et al. 2023, arXiv 2305.07583, algorithms 1 to 4.
 */
export function momo(options: MomoOptions): Transform<MomoState> {
  const checked = checkedOptions("momo", options, {
    learningRate: [rate],
    beta: [decay, 0.9],
    beta2: [decay, undefined],
    eps: [nonNegative, 1e-8],
    weightDecay: [nonNegative, 0],
    lowerBound: [aNumber, 0],
    biasCorrection: [flag, false],
    useFstar: [flag, false],
    divide: [flag, true],
  });
  const { learningRate, beta, beta2, eps, weightDecay, lowerBound, biasCorrection, useFstar, divide } =
    checked;
  return placed(
    {
      init: (params) => ({
        d: zerosLike(params),
        v: beta2 === undefined ? null : zerosLike(params),
        loss: scalar(0),
        gamma: scalar(0),
        bound: scalar(lowerBound),
      }),
      update(g, state, ctx) {
        const { step: k, params, trainLoss } = ctx;
        const alpha = typeof learningRate === "number" ? learningRate : learningRate(ctx);
        const first = k === 1 && !biasCorrection;
        const average = (old: Tree, value: Tree) => (first ? value : ema(old, value, beta));
        const d = average(state.d, g);
        const loss = average(state.loss, trainLoss);
        const gamma = average(state.gamma, dot(params, g));
        const v = state.v && beta2 !== undefined ? ema(state.v, square(g), beta2) : null;
        const direction = v ? div(d, add(sqrt(mul(v, 1 / (1 - (beta2 ?? 0) ** k))), eps)) : d;

        const rho = biasCorrection ? 1 - beta ** k : 1;
        const w = 1 + alpha * weightDecay;
        const inner = dot(params, d);
        const norm = dot(d, direction);
        // Value at which the model of the loss would be 0 for f* = 0.
        const value = add(mul(sub(loss, gamma), w), inner);
        let { bound } = state;
        if (useFstar) {
          const reset = maximum(mul(value, 1 / (2 * w * rho)), lowerBound);
          bound = where(less(value, mul(bound, w * rho)), reset, bound);
        }
        const gap = maximum(addScaled(value, bound, -w * rho), 0);
        const tau = minimum(div(gap, maximum(norm, 1e-37)), alpha / rho);
        if (useFstar) {
          const model = sub(add(loss, inner), add(gamma, mul(mul(tau, norm), 0.5)));
          bound = maximum(mul(model, 1 / rho), lowerBound);
        }
        const shift = mul(direction, tau);
        // (p − s)/w − p = −(s + (w − 1)p)/w, and (1 − αλ)p − s − p = −(s + αλp).
        const updates = mul(addScaled(shift, params, alpha * weightDecay), divide ? -1 / w : -1);
        return { updates, state: { d, v, loss, gamma, bound } };
      },
    },
    givesSteps("momo"),
  );
}
