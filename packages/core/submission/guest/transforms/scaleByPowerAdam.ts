import { add, div, ema, mul, pow, square } from "../operations/elementwise.ts";
import { zerosLike } from "../operations/shapes.ts";
import type { Transform } from "../transform.ts";
import { type AdamOptions, type AdamState, scaleByAdam } from "./scaleByAdam.ts";

/**
 * m̂ / (v̂^q + ε): Adam (or NAdam) with another root than the square root. q = ½ is Adam, q = 0 momentum with bias correction.
 * AlgoPerf's competition entries NadamP (q = 1/p) and Generalized Adam, arXiv 2502.15015.
 */
export function scaleByPowerAdam({
  power = 0.5,
  ...options
}: AdamOptions & { readonly power?: number | undefined } = {}): Transform<AdamState> {
  if (power === 0.5) return scaleByAdam(options);
  const { beta1 = 0.9, beta2 = 0.999, eps = 1e-8, nesterov = false } = options;
  return {
    init: (params) => ({ m: zerosLike(params), v: zerosLike(params) }),
    update(g, state, { step: k }) {
      const m = ema(state.m, g, beta1);
      const v = ema(state.v, square(g), beta2);
      const direction = mul(nesterov ? ema(m, g, beta1) : m, 1 / (1 - beta1 ** k));
      const root = pow(mul(v, 1 / (1 - beta2 ** k)), power);
      return { updates: power === 0 ? direction : div(direction, add(root, eps)), state: { m, v } };
    },
  };
}
