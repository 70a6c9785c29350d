import { meetsTarget } from "../../schema/metric.ts";
import type { AlgoperfWorkload } from "./targets.ts";

/** The first evaluation that met the target. */
export interface ReachedEvaluation {
  /** Number of the row, from 0, rows without a value included: what AlgoPerf picks the winning trial by. */
  readonly evaluation: number;
  /** Column `score`: charged seconds. */
  readonly seconds: number;
  /** Column `global_step`; null where it is missing. */
  readonly step: number | null;
}

/**
 * Reads the text of an `eval_measurements.csv`: when its validation metric first met the target, or null. An
 * empty file, a file without the metric's or the time's column, and cells that are empty or NaN all mean: not reached.
 */
export function parseMeasurements(
  text: string,
  workload: Pick<AlgoperfWorkload, "metric" | "direction" | "target">,
): ReachedEvaluation | null {
  const [header = "", ...lines] = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const names = header.split(",").map((name) => name.trim());
  const metric = names.indexOf(`validation/${workload.metric}`);
  const score = names.indexOf("score");
  const step = names.indexOf("global_step");
  if (metric < 0 || score < 0) return null;
  for (const [evaluation, line] of lines.entries()) {
    const cells = line.split(",");
    const value = cell(cells[metric]);
    const seconds = cell(cells[score]);
    if (value === null || seconds === null) continue;
    if (meetsTarget(workload.direction, value, workload.target)) {
      return { evaluation, seconds, step: cell(cells[step]) };
    }
  }
  return null;
}

/** A finite number, or null for what pandas would write as a missing value. */
function cell(text: string | undefined): number | null {
  if (text === undefined || text.trim() === "") return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}
