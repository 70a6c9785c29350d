import { type Judgement, meetsTarget } from "../schema/metric.ts";
import { officialSeconds, type TrialRecord } from "../schema/record.ts";
import { type Milestone, mostRelaxed, relaxedTarget } from "./milestones.ts";

/**
 * What a record tells of easier targets: the evaluations within the budget that were better than all before them, from the first that meets the easiest
 * target to the first that meets the workload's own. `range` is what the workload's card says of its metric. Apart from what else is told of milestones: the
 * page that asks what if runs that in a browser, and needs no schema of records.
 */
export function recordMilestones(
  record: Pick<TrialRecord, "evaluations" | "workload" | "measure">,
  range: Judgement["range"],
): Milestone[] {
  const { metric, target, budgetSeconds } = record.workload;
  const judgement = { direction: metric.direction, range };
  const easiest = relaxedTarget(metric.direction, target, mostRelaxed);
  const milestones: Milestone[] = [];
  for (const { validation, charged } of record.evaluations) {
    const value = validation[metric.name];
    if (typeof value !== "number" || officialSeconds(record, charged) > budgetSeconds) continue;
    const best = milestones.at(-1)?.value;
    const isBetter = best === undefined || (metric.direction === "min" ? value < best : value > best);
    if (!isBetter || !meetsTarget(judgement, value, easiest)) continue;
    milestones.push({ value, charged });
    if (meetsTarget(judgement, value, target)) break;
  }
  return milestones;
}
