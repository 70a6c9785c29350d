import type { Measure } from "@steepest/core/schema/measures.ts";
import type { TrialRecord } from "@steepest/core/schema/record.ts";
import { trialResult } from "@steepest/core/score/trialResult.ts";
import { timeToTarget } from "@steepest/core/score/workloadTime.ts";

/** The row that a record counts for: its submission's name, with the version where a name has several. */
export function rowNames(records: readonly TrialRecord[]): (record: TrialRecord) => string {
  const versions = new Map<string, Set<string>>();
  for (const { submission } of records) {
    versions.set(submission.name, (versions.get(submission.name) ?? new Set()).add(submission.version));
  }
  return ({ submission: { name, version } }) => {
    const others = [...(versions.get(name) ?? [])].filter((other) => other !== version);
    if (others.length === 0) return name;
    const short = version.slice(0, 8);
    return `${name}@${others.some((other) => other.startsWith(short)) ? version : short}`;
  };
}

/** A study of records: what names its seeds, its time, and the record of its best trial. */
export interface RecordStudy {
  readonly seeds: string;
  readonly time: number;
  readonly best: TrialRecord;
}

/** By row and workload its studies. */
export function recordStudies(
  records: readonly TrialRecord[],
  rowOf: (record: TrialRecord) => string,
  measure: Measure,
): Map<string, Map<string, RecordStudy[]>> {
  const timeOf = (record: TrialRecord) => timeToTarget(trialResult(record), measure);
  const groups = Map.groupBy(records, (record) =>
    JSON.stringify([rowOf(record), record.workload.id, record.study]),
  );
  const rows = new Map<string, Map<string, RecordStudy[]>>();
  for (const trials of groups.values()) {
    const best = trials.reduce((known, trial) => (timeOf(trial) < timeOf(known) ? trial : known));
    const workloads = rows.get(rowOf(best)) ?? new Map<string, RecordStudy[]>();
    rows.set(rowOf(best), workloads);
    const studies = workloads.get(best.workload.id) ?? [];
    workloads.set(best.workload.id, studies);
    const seeds = JSON.stringify(trials.map(({ seed }) => seed).sort((a, b) => a - b));
    studies.push({ seeds, time: timeOf(best), best });
  }
  return rows;
}
