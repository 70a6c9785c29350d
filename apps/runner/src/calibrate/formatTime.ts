import type { Measure } from "@steepest/core/schema/measures.ts";
import { formatCharge } from "../terminal/formats.ts";
import type { PointRow } from "./calibrationSummary.ts";

/** A point's time on a workload: empty where it was not run, a dash where the target was not reached. */
export function formatTime(row: PointRow, workload: string, measure: Measure): string {
  const result = row.workloads[workload];
  if (result === undefined || result.studies === 0) return "";
  if (result.time === null) return "–";
  return formatCharge(measure, result.time);
}
