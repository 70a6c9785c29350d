import { checkedOptions, decay, nonNegative } from "../checkedOptions.ts";
import { add, div, ema, mul, sqrt, square } from "../operations/elementwise.ts";
import { zerosLike } from "../operations/shapes.ts";
import { placed, takesDirections } from "../placement.ts";
import type { Transform } from "../transform.ts";
import type { Tree } from "../tree.ts";

/**
 * v ← β₂v + (1−β₂)g², update g / (√v̂ + ε) with v̂ = v/(1−β₂ᵏ): Adam without its first moment (arXiv 1412.6980), for methods that have
 * a momentum of another kind.
 */
export function scaleBySecondMoment(
  options: { readonly beta2?: number | undefined; readonly eps?: number | undefined } = {},
): Transform<{ readonly v: Tree }> {
  const { beta2, eps } = checkedOptions("scaleBySecondMoment", options, {
    beta2: [decay, 0.999],
    eps: [nonNegative, 1e-8],
  });
  return placed(
    {
      init: (params) => ({ v: zerosLike(params) }),
      update(g, state, { step: k }) {
        const v = ema(state.v, square(g), beta2);
        const c = Math.sqrt(1 - beta2 ** k);
        return { updates: mul(div(g, add(sqrt(v), eps * c)), c), state: { v } };
      },
    },
    takesDirections("scaleBySecondMoment"),
  );
}
