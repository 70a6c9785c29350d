import { impossibleValues } from "@steepest/core/score/reachedTarget.ts";
import { cards, drafts } from "@steepest/workloads/catalogue.ts";
import type { FiledRecord } from "./readRecords.ts";

/**
 * Records as they count: one that gives its metric a value that the metric cannot have has not reached its target, as the trial should have said.
 * Each is named.
 */
export function withoutImpossible(filed: readonly FiledRecord[]): {
  readonly records: readonly FiledRecord[];
  readonly notes: readonly string[];
} {
  const notes: string[] = [];
  const records = filed.map(({ file, record }) => {
    const card = [...cards, ...drafts].find(({ id }) => id === record.workload.id);
    // Of a workload that is not known here nobody can say what is possible.
    const [first] = card === undefined ? [] : impossibleValues(record, card.metric.range);
    if (first === undefined) return { file, record };
    notes.push(`${file} counts as not reached: ${first.path} ${first.message}.`);
    return { file, record: { ...record, timeToTarget: null } };
  });
  return { records, notes };
}
