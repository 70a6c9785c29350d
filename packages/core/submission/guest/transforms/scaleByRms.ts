import { checkedOptions, decay, flag, nonNegative } from "../checkedOptions.ts";
import { add, div, ema, maximum, sqrt, square, sub } from "../operations/elementwise.ts";
import { zerosLike } from "../operations/shapes.ts";
import { placed, takesDirections } from "../placement.ts";
import type { Transform } from "../transform.ts";
import type { Tree } from "../tree.ts";

/**
 * v ← αv + (1−α)g², update g / (√v + ε); centred: ḡ ← αḡ + (1−α)g and v − ḡ² under the root. RMSprop (Tieleman & Hinton 2012, lecture 6.5;
 * centred: Graves 2013, arXiv 1308.0850), without bias correction.
 */
export function scaleByRms(
  options: {
    readonly alpha?: number | undefined;
    readonly eps?: number | undefined;
    readonly centered?: boolean | undefined;
  } = {},
): Transform<{ readonly v: Tree; readonly mean?: Tree }> {
  const { alpha, eps, centered } = checkedOptions("scaleByRms", options, {
    alpha: [decay, 0.99],
    eps: [nonNegative, 1e-8],
    centered: [flag, false],
  });
  return placed(
    {
      init: (params) => ({ v: zerosLike(params), ...(centered ? { mean: zerosLike(params) } : {}) }),
      update(g, state) {
        const v = ema(state.v, square(g), alpha);
        if (state.mean === undefined) return { updates: div(g, add(sqrt(v), eps)), state: { v } };
        const mean = ema(state.mean, g, alpha);
        return { updates: div(g, add(sqrt(maximum(sub(v, square(mean)), 0)), eps)), state: { v, mean } };
      },
    },
    takesDirections("scaleByRms"),
  );
}
