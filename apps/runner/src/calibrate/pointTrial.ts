import type { Measure } from "@steepest/core/schema/measures.ts";
import type { TrialRecord } from "@steepest/core/schema/record.ts";
import type { PointTrial } from "@steepest/core/score/calibration/scorePoints.ts";
import { trialResult } from "@steepest/core/score/trialResult.ts";
import { timeToTarget } from "@steepest/core/score/workloadTime.ts";

/** The best validation metric of a trial; null where none was finite. */
export function bestMetric({ workload, evaluations }: TrialRecord): number | null {
  const { name, direction } = workload.metric;
  const values = evaluations
    .map(({ validation }) => validation[name] ?? null)
    .filter((value) => value !== null);
  if (values.length === 0) return null;
  return direction === "min" ? Math.min(...values) : Math.max(...values);
}

/** What a record says of the point that it tried. */
export function pointTrial(record: TrialRecord, measure: Measure): PointTrial {
  const best = bestMetric(record);
  const turn = record.workload.metric.direction === "min" ? -1 : 1;
  return {
    point: record.trial,
    workload: record.workload.id,
    study: record.study,
    time: timeToTarget(trialResult(record), measure),
    progress: best === null ? Number.NEGATIVE_INFINITY : turn * best,
  };
}
