import { fastestOf } from "./performanceProfile.ts";
import type { WorkloadGroup } from "./workloadGroups.ts";

/** Changes a table of workload times (column-major: workload after workload) so that what does not count is ∞. */
export type HeldOutRule = (
  times: Float64Array,
  submissions: number,
  groups: readonly WorkloadGroup[],
  rMax: number,
) => void;

/**
 * Held-out variants, the clean rule: a time *counts* when it is at most r_max × the fastest time that anyone has on
 * that workload. A base workload counts only if all its variants do, and the reverse; what does not count is ∞.
 *
 * AlgoPerf's v0.5 rule says the same but applies it in an order that lets one submission's missing base change another's
 * threshold (`algoperf/algoperfRules.ts`). Here the thresholds come from the untouched columns, so the order of
 * columns and the direction of the pairing do not matter, and caps (`trialCap.ts`) lose nothing.
 */
export const heldOutRule: HeldOutRule = (times, submissions, groups, rMax) => {
  for (const { base, variants } of groups) {
    // Without a variant the threshold changes nothing: beyond r_max a time scores zero anyway.
    if (variants.length === 0) continue;
    const columns = [base, ...variants];
    const thresholds = columns.map((w) => rMax * fastestOf(times, w * submissions, submissions));
    for (let s = 0; s < submissions; s++) {
      const counts = columns.every((w, i) => {
        const time = times[w * submissions + s] as number;
        return time < Number.POSITIVE_INFINITY && time <= (thresholds[i] as number);
      });
      if (counts) continue;
      for (const w of columns) times[w * submissions + s] = Number.POSITIVE_INFINITY;
    }
  }
};
