import type { Measure } from "../schema/api/boards.ts";
import { timeToTarget } from "./timeToTarget.ts";
import type { TrialResult } from "./trialResult.ts";

/** Every study time of a board. Cell (workload w, submission s) is number `w · submissions.length + s`. */
export interface StudyTimes {
  readonly submissions: readonly string[];
  readonly workloads: readonly string[];
  /** Slots per cell; cell c owns `sorted[c · stride]` … of which the first `counts[c]` are its times, ascending. */
  readonly stride: number;
  readonly counts: Int32Array;
  readonly sorted: Float64Array;
}

/**
 * Gathers trial times into study times: the fastest trial of each study. `studies` is how many each workload has by
 * plan: those without a result count as not reached. null: as many as there are results of (AlgoPerf's logs).
 * Results of submissions and workloads that are not asked for are left out.
 */
export function studyTimes(options: {
  readonly submissions: readonly string[];
  readonly workloads: readonly string[];
  readonly studies: number | null;
  readonly measure: Measure;
  readonly results: readonly TrialResult[];
}): StudyTimes {
  const { submissions, workloads, studies, measure, results } = options;
  const rows = new Map(submissions.map((submission, s) => [submission, s]));
  const columns = new Map(workloads.map((workload, w) => [workload, w]));
  const stride = studies ?? 1 + results.reduce((most, { study }) => Math.max(most, study), -1);
  const cells = submissions.length * workloads.length;
  // NaN marks a study that is not there; typed arrays sort it last.
  const sorted = new Float64Array(cells * stride).fill(
    studies === null ? Number.NaN : Number.POSITIVE_INFINITY,
  );
  for (const result of results) {
    const s = rows.get(result.submission);
    const w = columns.get(result.workload);
    if (s === undefined || w === undefined) continue;
    if (!(result.study >= 0 && result.study < stride)) {
      throw new RangeError(
        `study ${result.study} of ${result.workload} is outside the plan of ${stride} studies`,
      );
    }
    const at = (w * submissions.length + s) * stride + result.study;
    const time = timeToTarget(result, measure);
    const known = sorted[at] as number;
    if (!(known <= time)) sorted[at] = time;
  }
  const counts = new Int32Array(cells);
  for (let cell = 0; cell < cells; cell++) counts[cell] = sortCell(sorted, cell * stride, stride);
  return { submissions, workloads, stride, counts, sorted };
}

/** Insertion sort (cells are tiny) with NaN last; returns how many are not NaN. */
function sortCell(values: Float64Array, start: number, length: number): number {
  let count = 0;
  for (let i = 0; i < length; i++) {
    const value = values[start + i] as number;
    if (Number.isNaN(value)) continue;
    let at = start + count;
    while (at > start && (values[at - 1] as number) > value) {
      values[at] = values[at - 1] as number;
      at--;
    }
    values[at] = value;
    count++;
  }
  return count;
}
