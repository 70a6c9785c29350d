import { median } from "../median.ts";
import { exactCredit, performanceRatio } from "../performanceProfile.ts";

/** What a calibration needs of one trial of one point. */
export interface PointTrial {
  readonly point: number;
  readonly workload: string;
  readonly study: number;
  /** Time-to-target; ∞ where the target was not reached. */
  readonly time: number;
  /** The best validation metric, turned so that more is better; −∞ where none was finite. */
  readonly progress: number;
}

export interface PointScore {
  readonly point: number;
  /** By workload, in the order given: median over the point's studies; null where it was not run. */
  readonly times: readonly (number | null)[];
  /** By workload: the share of the score that it earns there; null where it was not run. */
  readonly credits: readonly (number | null)[];
  /** Benchmark score with the other points as the field; a workload that was not run counts as not reached. */
  readonly score: number;
  /** Mean over workloads of the share of the field that the point beats by time, then by metric. Tells equal scores apart. */
  readonly standing: number;
}

interface Result {
  readonly time: number;
  readonly progress: number;
}

/** Negative where the first is the better result. */
const compareResults = (first: Result, second: Result): number =>
  first.time === second.time ? compare(second.progress, first.progress) : compare(first.time, second.time);

/** Also of infinities, whose difference is NaN. */
const compare = (first: number, second: number): number => (first < second ? -1 : first > second ? 1 : 0);

/** Scores points as a board would score submissions that are one point each (docs/scoring.md, "Calibration"), in order of their number. */
export function scorePoints(options: {
  readonly points: number;
  readonly workloads: readonly string[];
  readonly rMax: number;
  readonly trials: readonly PointTrial[];
}): PointScore[] {
  const { points, workloads, rMax, trials } = options;
  const columns = workloads.map((workload) => {
    const own = Array.from({ length: points }, (): PointTrial[] => []);
    for (const trial of trials) if (trial.workload === workload) own[trial.point]?.push(trial);
    const results = own.map((of): Result | null =>
      of.length === 0
        ? null
        : { time: median(of.map(({ time }) => time)), progress: median(of.map(({ progress }) => progress)) },
    );
    const field = results.filter((result) => result !== null);
    const fastest = Math.min(...field.map(({ time }) => time));
    return results.map((result) => {
      if (result === null) return null;
      const reached = result.time !== Number.POSITIVE_INFINITY;
      const credit = reached ? exactCredit(performanceRatio(result.time, fastest), rMax) : 0;
      return { time: result.time, credit, standing: shareBeaten(result, field) };
    });
  });
  return Array.from({ length: points }, (_, point): PointScore => {
    const cells = columns.map((column) => column[point]);
    return {
      point,
      times: cells.map((cell) => cell?.time ?? null),
      credits: cells.map((cell) => cell?.credit ?? null),
      score: mean(cells.map((cell) => cell?.credit ?? 0)),
      standing: mean(cells.map((cell) => cell?.standing ?? 0)),
    };
  });
}

/** Of the others of a field; equal ones count half. A point alone beats nobody. */
function shareBeaten(result: Result, field: readonly Result[]): number {
  let halves = -1;
  for (const other of field) halves += 1 - compareResults(result, other);
  return field.length < 2 ? 0 : halves / (2 * (field.length - 1));
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Points from best to worst: by score, then by standing, then by their number. A total order of what was measured: in which order
 * parallel trials ended plays no part.
 */
export const orderPoints = (scores: readonly PointScore[]): PointScore[] =>
  scores.toSorted(
    (first, second) =>
      second.score - first.score || second.standing - first.standing || first.point - second.point,
  );
