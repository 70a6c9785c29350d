/** One rung of a calibration: the best points so far train some workloads with some seeds. */
export interface Rung {
  readonly workloads: readonly string[];
  /** Numbers of the studies that are run here, each with a seed of its own. */
  readonly studies: readonly number[];
  /** How many points run. */
  readonly points: number;
}

/** The share of the points that sees every workload, and of those that sees every study. */
const keptShare = { workloads: 1 / 4, studies: 1 / 2 };

/**
 * Successive halving (Jamieson & Talwalkar 2016, arXiv 1502.07943) with workloads for its resource: every trial is a whole one, so
 * that each counts in the end, and a schedule is never judged by its first part. All points train the first workload; from rung to
 * rung the same share goes on to the next workload, so that a quarter of the points trains the last one. A last rung gives the better
 * half of these the remaining studies on all workloads. Twice as many points as are looked for are kept where there are as many.
 */
export function halvingPlan(options: {
  readonly points: number;
  /** How many points are looked for. */
  readonly list: number;
  /** Cheapest first. */
  readonly workloads: readonly string[];
  readonly studies: number;
}): Rung[] {
  const { points, list, workloads, studies } = options;
  const atLeast = (count: number) => Math.min(points, Math.max(Math.ceil(count), 2 * list));
  const complete = atLeast(points * keptShare.workloads);
  const last = workloads.length - 1;
  const rungs: Rung[] = workloads.map((workload, index) => ({
    workloads: [workload],
    studies: [0],
    points: index === 0 ? points : Math.round(points * (complete / points) ** (index / last)),
  }));
  if (studies === 1) return rungs;
  return [
    ...rungs,
    {
      workloads,
      studies: Array.from({ length: studies - 1 }, (_, study) => study + 1),
      points: Math.min(rungs.at(-1)?.points ?? 0, atLeast(complete * keptShare.studies)),
    },
  ];
}

/** The trials of a plan where each rung is run in full. */
export const plannedTrials = (rungs: readonly Rung[]): number =>
  rungs.reduce((sum, { points, workloads, studies }) => sum + points * workloads.length * studies.length, 0);
