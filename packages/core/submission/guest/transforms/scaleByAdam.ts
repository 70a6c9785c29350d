import {
  type Checked,
  checkedOptions,
  decay,
  flag,
  nonNegative,
  type OptionRules,
} from "../checkedOptions.ts";
import { add, div, ema, mul, sqrt, square } from "../operations/elementwise.ts";
import { zerosLike } from "../operations/shapes.ts";
import { placed, takesDirections } from "../placement.ts";
import type { Transform } from "../transform.ts";
import type { Tree } from "../tree.ts";

export interface AdamState {
  readonly m: Tree;
  readonly v: Tree;
}

export interface AdamOptions {
  /** β₁, decay of the first moment. */
  readonly beta1?: number | undefined;
  /** β₂, decay of the second moment. */
  readonly beta2?: number | undefined;
  /** ε, added outside the root. */
  readonly eps?: number | undefined;
  /** Nesterov's look-ahead on the first moment (NAdam in AlgoPerf's form: both bias corrections at k). */
  readonly nesterov?: boolean | undefined;
}

/** What Adam and its kin have in common. */
export const adamRules = {
  beta1: [decay, 0.9],
  beta2: [decay, 0.999],
  eps: [nonNegative, 1e-8],
} as const satisfies OptionRules<Omit<AdamOptions, "nesterov">>;

/**
 * m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², update m̂ / (√v̂ + ε) with m̂ = m/(1−β₁ᵏ), v̂ = v/(1−β₂ᵏ).
 * Kingma & Ba 2015, arXiv 1412.6980, algorithm 1. Under `nesterov`, m̂ is taken of β₁m + (1−β₁)g (Dozat 2016).
 */
export function scaleByAdam(options: AdamOptions = {}): Transform<AdamState> {
  return adam(
    "scaleByAdam",
    checkedOptions("scaleByAdam", options, { ...adamRules, nesterov: [flag, false] }),
  );
}

/** Adam's moments with Nesterov's look-ahead: what NadamW scales by. */
export function scaleByNadam(options: Omit<AdamOptions, "nesterov"> = {}): Transform<AdamState> {
  return adam("scaleByNadam", { ...checkedOptions("scaleByNadam", options, adamRules), nesterov: true });
}

function adam(
  name: string,
  { beta1, beta2, eps, nesterov }: Checked<AdamOptions, OptionRules<AdamOptions>>,
): Transform<AdamState> {
  return placed(
    {
      init: (params) => ({ m: zerosLike(params), v: zerosLike(params) }),
      update(g, state, { step: k }) {
        const m = ema(state.m, g, beta1);
        const v = ema(state.v, square(g), beta2);
        const direction = nesterov ? ema(m, g, beta1) : m;
        // m̂ / (√v̂ + ε) with both corrections taken out of the trees: √v̂ + ε = (√v + εc) / c, where c = √(1 − β₂ᵏ).
        const c = Math.sqrt(1 - beta2 ** k);
        const ratio = div(direction, add(sqrt(v), eps * c));
        return { updates: mul(ratio, c / (1 - beta1 ** k)), state: { m, v } };
      },
    },
    takesDirections(name),
  );
}
