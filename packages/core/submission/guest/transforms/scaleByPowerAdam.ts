import { checkedOptions, flag, nonNegative } from "../checkedOptions.ts";
import { add, div, ema, mul, pow, square } from "../operations/elementwise.ts";
import { zerosLike } from "../operations/shapes.ts";
import { placed, takesDirections } from "../placement.ts";
import type { Transform } from "../transform.ts";
import { type AdamOptions, type AdamState, adamRules, scaleByAdam } from "./scaleByAdam.ts";

interface PowerAdamOptions extends AdamOptions {
  /** q. */
  readonly power?: number | undefined;
}

/**
 * m̂ / (v̂^q + ε): Adam (or NAdam) with another root than the square root. q = ½ is Adam, q = 0 momentum with bias correction.
 * AlgoPerf's competition entries NadamP (q = 1/p) and Generalized Adam, arXiv 2502.15015.
 */
export function scaleByPowerAdam(options: PowerAdamOptions = {}): Transform<AdamState> {
  const { power, ...moments } = checkedOptions("scaleByPowerAdam", options, {
    ...adamRules,
    nesterov: [flag, false],
    power: [nonNegative, 0.5],
  });
  if (power === 0.5) return scaleByAdam(moments);
  const { beta1, beta2, eps, nesterov } = moments;
  return placed(
    {
      init: (params) => ({ m: zerosLike(params), v: zerosLike(params) }),
      update(g, state, { step: k }) {
        const m = ema(state.m, g, beta1);
        const v = ema(state.v, square(g), beta2);
        const direction = mul(nesterov ? ema(m, g, beta1) : m, 1 / (1 - beta1 ** k));
        const root = pow(mul(v, 1 / (1 - beta2 ** k)), power);
        return { updates: power === 0 ? direction : div(direction, add(root, eps)), state: { m, v } };
      },
    },
    takesDirections("scaleByPowerAdam"),
  );
}
