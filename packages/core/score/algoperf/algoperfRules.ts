import type { HeldOutRule } from "../heldOutRule.ts";
import { type Credit, fastestOf } from "../performanceProfile.ts";
import type { ScoreRules } from "../scoreTimes.ts";

/** How AlgoPerf's scoring code gets from times to scores. Its winner of a study is `firstByEvaluation`. */
export const algoperfRules = (): Required<Pick<ScoreRules, "credit" | "heldOutRule">> => ({
  credit: trapezoidCredit(),
  heldOutRule: heldOutRuleV05,
});

/**
 * The held-out rule in the order of AlgoPerf's v0.5 scoring code: a variant is ∞ if its base is; then every time strictly
 * above r_max × the fastest *remaining* time of its workload is ∞; then a base is ∞ if one of its variants is.
 */
export const heldOutRuleV05: HeldOutRule = (times, submissions, groups, rMax) => {
  const infinity = Number.POSITIVE_INFINITY;
  for (const { base, variants } of groups) {
    for (const variant of variants) {
      for (let s = 0; s < submissions; s++) {
        if (times[base * submissions + s] === infinity) times[variant * submissions + s] = infinity;
      }
    }
    for (const w of [base, ...variants]) {
      const threshold = rMax * fastestOf(times, w * submissions, submissions);
      for (let s = 0; s < submissions; s++) {
        if ((times[w * submissions + s] as number) > threshold) times[w * submissions + s] = infinity;
      }
    }
    for (const variant of variants) {
      for (let s = 0; s < submissions; s++) {
        if (times[variant * submissions + s] === infinity) times[base * submissions + s] = infinity;
      }
    }
  }
};

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
