import { type HeldOutRule, heldOutRule } from "./heldOutRule.ts";
import { type Credit, exactCredit, fastestOf, performanceRatio } from "./performanceProfile.ts";
import type { WorkloadGroup } from "./workloadGroups.ts";

/** The rules that turn a table of workload times into scores. */
export interface ScoreRules {
  readonly rMax: number;
  /** Default: the exact integral. */
  readonly credit?: Credit;
  /** Default: the clean rule. */
  readonly heldOutRule?: HeldOutRule;
}

/**
 * Scores a table of workload times (column-major: workload after workload) into `scores`. The table is changed: what the
 * held-out rule takes out becomes ∞.
 */
export function scoreTimes(
  times: Float64Array,
  groups: readonly WorkloadGroup[],
  rules: ScoreRules,
  scores: Float64Array,
): void {
  const { rMax, credit = exactCredit } = rules;
  const submissions = scores.length;
  (rules.heldOutRule ?? heldOutRule)(times, submissions, groups, rMax);
  scores.fill(0);
  for (const { base } of groups) {
    const start = base * submissions;
    const fastest = fastestOf(times, start, submissions);
    if (fastest === Number.POSITIVE_INFINITY) continue;
    const limit = rMax * fastest;
    for (let s = 0; s < submissions; s++) {
      const time = times[start + s] as number;
      if (time <= limit) scores[s] = (scores[s] as number) + credit(performanceRatio(time, fastest), rMax);
    }
  }
  for (let s = 0; s < submissions; s++) scores[s] = (scores[s] as number) / groups.length;
}
