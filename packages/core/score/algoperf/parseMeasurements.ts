import { describeRange, isPossible, meetsTarget } from "../../schema/metric.ts";
import { CsvError, cellNumber, readCsv } from "./readCsv.ts";
import type { AlgoperfWorkload } from "./targets.ts";

/** The first evaluation that met the target. */
export interface ReachedEvaluation {
  /** Number of the row, from 0, rows without a value included: what AlgoPerf picks the winning trial by. */
  readonly evaluation: number;
  /** Column `score`: charged seconds; null where the log does not say. */
  readonly seconds: number | null;
  /** Column `global_step`; null where the log does not say. */
  readonly step: number | null;
}

export interface Measurements {
  readonly reached: ReachedEvaluation | null;
  /** Columns that scoring asks for and a log with a header lacks. */
  readonly lacking: readonly string[];
  /** Names of the columns that are there; empty for an empty file. */
  readonly columns: readonly string[];
  /** What in the file counts for nothing, in words. */
  readonly remarks: readonly string[];
}

/**
 * Reads the text of an `eval_measurements.csv`: when its validation metric first met the target. An empty file, a file without the metric's
 * column, and cells that hold no finite number (missing, text, ±∞) or one that the metric cannot have all mean: not reached.
 */
export function parseMeasurements(
  text: string,
  workload: Pick<AlgoperfWorkload, "metric" | "direction" | "range" | "target">,
): Measurements {
  const none = { reached: null, lacking: [], columns: [] };
  let table: ReturnType<typeof readCsv>;
  try {
    table = readCsv(text);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { ...none, remarks: [`is no CSV table: ${error.message}`] };
  }
  if (table === null) return { ...none, remarks: ["is empty"] };
  const { columns, rows } = table;
  const column = `validation/${workload.metric}`;
  const lacking = [column, "score", "global_step"].filter((name) => !columns.includes(name));
  const remarks = new Set<string>();
  const number = (row: readonly (string | undefined)[], name: string): number => {
    const value = cellNumber(row[columns.indexOf(name)]);
    if (value === null) remarks.add(`has text where ${name} is to be a number`);
    return value ?? Number.NaN;
  };
  for (const [evaluation, row] of rows.entries()) {
    const value = number(row, column);
    if (!isPossible(workload.range, value)) {
      const remark = impossibleValue(column, workload, value);
      if (remark !== null) remarks.add(remark);
      continue;
    }
    if (!meetsTarget(workload, value, workload.target)) continue;
    const time = (name: string): number | null => {
      const read = number(row, name);
      if (Number.isFinite(read) && read >= 0) return read;
      if (!lacking.includes(name)) remarks.add(`does not say the ${name} at which it meets the target`);
      return null;
    };
    const reached = { evaluation, seconds: time("score"), step: time("global_step") };
    return { reached, lacking, columns, remarks: [...remarks] };
  }
  return { reached: null, lacking, columns, remarks: [...remarks] };
}

/** What is to be said of a value that the metric cannot have; null for none, and for one that ran away to the worse side, as runs do. */
function impossibleValue(
  column: string,
  { direction, range }: Pick<AlgoperfWorkload, "direction" | "range">,
  value: number,
): string | null {
  if (range !== null && Number.isFinite(value)) {
    return `has a ${column} of ${value}, which can only be ${describeRange(range)}: it does not count as reached`;
  }
  const best = direction === "min" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return value === best ? `has an infinite ${column}, which does not count as reached` : null;
}
