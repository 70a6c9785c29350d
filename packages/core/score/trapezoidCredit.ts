import type { Credit } from "./benchmarkScore.ts";

/** AlgoPerf evaluates ρ at this many equally spaced τ in [1, r_max]. */
const algoperfPoints = 100;

/** τ number `i` of `points`, computed as NumPy's `linspace` does, so that ties with a ratio fall alike. */
const gridTau = (i: number, points: number, rMax: number): number =>
  i === points - 1 ? rMax : 1 + i * ((rMax - 1) / (points - 1));

/**
 * The integral as AlgoPerf's scoring code takes it: trapezoids between 100 values of ρ. A jump inside an interval is drawn
 * as a ramp over the whole interval: up to ±½ interval from the exact credit.
 */
export function trapezoidCredit(points: number = algoperfPoints): Credit {
  return (ratio, rMax) => {
    if (!(ratio <= rMax)) return 0;
    const intervals = points - 1;
    let first = Math.max(0, Math.floor(((ratio - 1) / (rMax - 1)) * intervals) - 1);
    // Ends at the last, which is r_max.
    while (ratio > gridTau(first, points, rMax)) first++;
    return first === 0 ? 1 : (intervals - first + 0.5) / intervals;
  };
}
