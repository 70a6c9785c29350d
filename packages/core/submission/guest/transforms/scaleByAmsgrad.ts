import { checkedOptions } from "../checkedOptions.ts";
import { add, div, ema, maximum, mul, sqrt, square } from "../operations/elementwise.ts";
import { zerosLike } from "../operations/shapes.ts";
import { placed, takesDirections } from "../placement.ts";
import type { Transform } from "../transform.ts";
import type { Tree } from "../tree.ts";
import { type AdamOptions, type AdamState, adamRules } from "./scaleByAdam.ts";

export interface AmsgradState extends AdamState {
  /** Largest second moment so far. */
  readonly vMax: Tree;
}

/**
 * Adam's moments with a second moment that never falls: v̂ₘₐₓ ← max(v̂ₘₐₓ, v), update m̂ / (√(v̂ₘₐₓ/(1−β₂ᵏ)) + ε). The maximum is taken of
 * the uncorrected v and both moments are bias-corrected afterwards, as PyTorch does; the paper corrects neither.
 * Reddi, Kale & Kumar 2018, arXiv 1904.09237.
 */
export function scaleByAmsgrad(options: Omit<AdamOptions, "nesterov"> = {}): Transform<AmsgradState> {
  const { beta1, beta2, eps } = checkedOptions("scaleByAmsgrad", options, adamRules);
  return placed(
    {
      init: (params) => ({ m: zerosLike(params), v: zerosLike(params), vMax: zerosLike(params) }),
      update(g, state, { step: k }) {
        const m = ema(state.m, g, beta1);
        const v = ema(state.v, square(g), beta2);
        const vMax = maximum(state.vMax, v);
        const c = Math.sqrt(1 - beta2 ** k);
        const ratio = div(m, add(sqrt(vMax), eps * c));
        return { updates: mul(ratio, c / (1 - beta1 ** k)), state: { m, v, vMax } };
      },
    },
    takesDirections("scaleByAmsgrad"),
  );
}
