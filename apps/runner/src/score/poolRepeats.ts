import { dirname } from "node:path";
import type { FiledRecord } from "./readRecords.ts";

/**
 * Repeats of a trial with other seeds are data: each becomes a study of its own, and the median over studies stands, never the best. What lies in one folder
 * is one run. Records are given as they count, with studies renumbered where runs repeat each other.
 */
export function poolRepeats(filed: readonly FiledRecord[]): {
  readonly records: readonly FiledRecord[];
  readonly notes: readonly string[];
} {
  const notes: string[] = [];
  const cells = Map.groupBy(filed, ({ record: { submission, workload } }) =>
    JSON.stringify([submission.name, submission.version, workload.id]),
  );
  const records = [...cells.values()].flatMap((cell) => {
    const places = new Set(cell.map(({ record }) => `${record.study} ${record.trial}`));
    if (places.size === cell.length) return cell;
    const studies = [...new Set(cell.map(studyOf))];
    const [{ record } = { record: null }] = cell;
    const runs = new Set(cell.map(({ file }) => dirname(file))).size;
    notes.push(
      `${record?.submission.name} on ${record?.workload.id}: ${runs} runs with other seeds are pooled, ${studies.length} studies.`,
    );
    return cell.map((each) => ({
      file: each.file,
      record: { ...each.record, study: studies.indexOf(studyOf(each)) },
    }));
  });
  return { records, notes };
}

const studyOf = ({ file, record }: FiledRecord): string => JSON.stringify([dirname(file), record.study]);
