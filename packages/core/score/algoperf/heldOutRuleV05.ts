import { fastestOf } from "../fastestOf.ts";
import type { HeldOutRule } from "../heldOutRule.ts";

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
