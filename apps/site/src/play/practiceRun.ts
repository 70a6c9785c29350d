import type { TrainingCurve } from "@steepest/charts/trainingCurves.ts";
import type { TrialRecord } from "@steepest/core/schema/record.ts";
import type { HyperparameterPoint } from "@steepest/core/schema/searchSpace.ts";
import { recordCurve } from "../format/recordCurve.ts";
import type { TrialNews } from "./trialWorker.ts";

/** One trial of the playground, as far as it is. */
export interface PracticeRun {
  readonly id: number;
  readonly label: string;
  readonly workload: string;
  readonly point: HyperparameterPoint;
  readonly points: { readonly x: number; readonly y: number | null }[];
  news: TrialNews | null;
  record: TrialRecord | null;
}

/** As charts draw it: of its record once there is one, of what was told before. */
export const runCurve = ({ label, points, record }: PracticeRun): TrainingCurve =>
  record === null
    ? { name: label, label, points: [...points] }
    : { ...recordCurve(record, label), name: label };

/** What became of it, or how far it is, in words. */
export function runStatus({ news, record }: PracticeRun, isResting: boolean): string {
  if (record !== null) {
    const { outcome } = record;
    return outcome.kind === "failed" ? `failed: ${outcome.reason}` : outcome.kind;
  }
  if (news === null) return "waits";
  if (isResting) return "stopped";
  return news.phase === "load" ? "loads" : "runs";
}
