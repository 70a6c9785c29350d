import type { TrainingCurve } from "@steepest/charts/trainingCurves.ts";
import { officialSeconds, type TrialRecord } from "@steepest/core/schema/record.ts";

/** A record's validation metric over charged seconds, as charts draw it. */
export function recordCurve(record: TrialRecord, label: string): TrainingCurve {
  const { name } = record.workload.metric;
  const points = record.evaluations.map(({ charged, validation }) => ({
    x: officialSeconds(record, charged),
    y: validation[name] ?? null,
  }));
  const met = record.timeToTarget;
  const at = met === null ? undefined : record.evaluations.find(({ step }) => step === met.step);
  const y = at?.validation[name] ?? null;
  return {
    name: record.submission.name,
    label,
    points,
    reached: met === null || y === null ? null : { x: officialSeconds(record, met.charged), y },
  };
}
