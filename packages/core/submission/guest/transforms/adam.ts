import {
  type Checked,
  checkedOptions,
  decay,
  flag,
  nonNegative,
  type OptionRules,
} from "../checkedOptions.ts";
import { add, div, ema, maximum, mul, pow, sqrt, square } from "../operations/elementwise.ts";
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
const adamRules = {
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

/**
 * RAdam's factor rₖ for the adaptive step, or null while the variance of 1/√v̂ₖ is not tractable (ρₖ ≤ 5, as in the authors' code; the paper
 * says 4): ρ∞ = 2/(1−β₂) − 1, ρₖ = ρ∞ − 2kβ₂ᵏ/(1−β₂ᵏ), rₖ = √((ρₖ−4)(ρₖ−2)ρ∞ / ((ρ∞−4)(ρ∞−2)ρₖ)).
 * Liu et al. 2020, arXiv 1908.03265.
 */
export function varianceRectification(k: number, beta2: number): number | null {
  const rhoEnd = 2 / (1 - beta2) - 1;
  const rho = rhoEnd - (2 * k * beta2 ** k) / (1 - beta2 ** k);
  if (rho <= 5) return null;
  return Math.sqrt(((rho - 4) * (rho - 2) * rhoEnd) / ((rhoEnd - 4) * (rhoEnd - 2) * rho));
}
