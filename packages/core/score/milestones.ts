import type { Charges, Measure } from "../schema/measures.ts";
import type { Metric } from "../schema/metric.ts";

/** By how much of itself a target may be relaxed, at most. */
export const mostRelaxed = 0.5;

/** A target made easier by a share of itself. */
export const relaxedTarget = (direction: Metric["direction"], target: number, share: number): number =>
  target + (direction === "min" ? 1 : -1) * share * Math.abs(target);

/** An evaluation that was better than all before it. */
export interface Milestone {
  readonly value: number;
  readonly charged: Charges;
}

/** Of one study: values and when its trials had first reached them, in one measure, both in order. */
export type StudyMilestones = readonly (readonly [value: number, time: number])[];

/** The milestones of a study's trials together: whoever was first counts, as in a study's time. */
export function studyMilestones(
  trials: readonly (readonly Milestone[])[],
  direction: Metric["direction"],
  measure: Measure,
): StudyMilestones {
  const points = trials
    .flat()
    .flatMap(({ value, charged }): (readonly [number, number])[] => {
      const time = charged[measure];
      return time === null ? [] : [[value, time]];
    })
    .sort((a, b) => a[1] - b[1]);
  let best: number | null = null;
  return points.filter(([value]) => {
    if (best !== null && (direction === "min" ? value >= best : value <= best)) return false;
    best = value;
    return true;
  });
}

/** When a study met an easier target; its time to the workload's own where no milestone is known that did before. */
export function relaxedTime(
  milestones: StudyMilestones,
  own: number | null,
  { direction, target }: { readonly direction: Metric["direction"]; readonly target: number },
): number | null {
  const first = milestones.find(([value]) => (direction === "min" ? value <= target : value >= target))?.[1];
  if (first === undefined) return own;
  return own === null ? first : Math.min(first, own);
}
