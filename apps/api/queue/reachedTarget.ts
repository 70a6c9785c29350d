import { meetsTarget } from "@steepest/core/schema/metric.ts";
import { officialSeconds, type TrialRecord } from "@steepest/core/schema/record.ts";

/** Time-to-target by the rule: the first evaluation within the budget whose validation metric meets the target. */
export function reachedTarget(
  record: Pick<TrialRecord, "evaluations" | "workload" | "measure">,
): TrialRecord["timeToTarget"] {
  const { metric, target, budgetSeconds } = record.workload;
  const first = record.evaluations.find(({ validation, charged }) => {
    const value = validation[metric.name];
    return (
      officialSeconds(record, charged) <= budgetSeconds &&
      typeof value === "number" &&
      meetsTarget(metric.direction, value, target)
    );
  });
  if (first === undefined) return null;
  const { step, charged } = first;
  return { step, charged };
}
