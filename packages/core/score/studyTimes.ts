import type { Measure } from "../schema/measures.ts";
import type { TrialResult } from "./trialResult.ts";
import { timeToTarget } from "./workloadTime.ts";

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
 * What a study without a result is, where no plan says how many there are to be. `strict`: not reached; every workload of every
 * submission is to have as many studies as the one that has most. `lenient`: nothing; a workload has the studies that it has.
 */
export type MissingStudies = "strict" | "lenient";

/**
 * Gathers trial times into study times: the fastest trial of each study. `studies` is how many each workload has by
 * plan, those without a result counting as not reached, or how to do without a plan. A study's number is a label: it says which
 * trials belong together, never how many studies there are. Results of submissions and workloads that are not asked for are
 * left out. Throws RangeError where a workload has results of more studies than are planned.
 */
export function studyTimes(options: {
  readonly submissions: readonly string[];
  readonly workloads: readonly string[];
  readonly studies: number | MissingStudies;
  readonly measure: Measure;
  readonly results: readonly TrialResult[];
}): StudyTimes {
  const { submissions, workloads, studies, measure, results } = options;
  const rows = new Map(submissions.map((submission, s) => [submission, s]));
  const columns = new Map(workloads.map((workload, w) => [workload, w]));
  const cells = Array.from(
    { length: submissions.length * workloads.length },
    () => new Map<number, number>(),
  );
  for (const result of results) {
    const s = rows.get(result.submission);
    const w = columns.get(result.workload);
    if (s === undefined || w === undefined) continue;
    const cell = cells[w * submissions.length + s] as Map<number, number>;
    const time = timeToTarget(result, measure);
    const known = cell.get(result.study);
    if (known === undefined || time < known) cell.set(result.study, time);
  }
  const most = cells.reduce((size, cell) => Math.max(size, cell.size), 0);
  const stride = typeof studies === "number" ? studies : most;
  const timesOf = (s: number, _: string, w: number) => [
    ...(cells[w * submissions.length + s] as Map<number, number>).values(),
  ];
  const table = tableOfStudies({ submissions, workloads, studies: stride, timesOf });
  return studies === "lenient" ? { ...table, counts: Int32Array.from(cells, ({ size }) => size) } : table;
}

/** The table of study times that are gathered already, any order; missing ones count as not reached. Throws RangeError where there are more than planned. */
export function tableOfStudies(options: {
  readonly submissions: readonly string[];
  readonly workloads: readonly string[];
  readonly studies: number;
  readonly timesOf: (submission: number, workload: string, column: number) => readonly number[];
}): StudyTimes {
  const { submissions, workloads, studies: stride, timesOf } = options;
  const cells = submissions.length * workloads.length;
  const sorted = new Float64Array(cells * stride).fill(Number.POSITIVE_INFINITY);
  for (const [w, workload] of workloads.entries()) {
    for (let s = 0; s < submissions.length; s++) {
      const times = timesOf(s, workload, w);
      if (times.length > stride) {
        throw new RangeError(`results of ${times.length} studies, where ${stride} are planned`);
      }
      sorted.set(Float64Array.from(times).sort(), (w * submissions.length + s) * stride);
    }
  }
  return { submissions, workloads, stride, counts: new Int32Array(cells).fill(stride), sorted };
}
