import type { Quote } from "../schema/api/quotes.ts";

/** Watts that a busy core is taken to draw: nothing measures it. */
export const wattsOfCore = 10;

export const wattHoursOf = (busySeconds: number): number => (busySeconds * wattsOfCore) / 3600;

/** What of a trial its price hangs on. */
export interface QuotedTrial {
  readonly workload: string;
  readonly budgetSeconds: number;
  readonly evaluationPeriodSeconds: number;
  /** Steps that end it, whatever is charged. */
  readonly maxSteps?: number | undefined;
}

/**
 * What trials cost at most, so many of them side by side. `speedOf` says how many wall seconds a charged second of a workload takes there, or null;
 * `evaluationSecondsOf` how many one evaluation of it takes.
 */
export function quoteTrials(
  trials: readonly QuotedTrial[],
  parallel: number,
  speedOf: (workload: string) => number | null,
  evaluationSecondsOf: (workload: string) => number,
): Quote {
  const workloads = [...Map.groupBy(trials, ({ workload }) => workload)].map(([workload, own]) => {
    const bySteps = own.some(({ maxSteps }) => maxSteps !== undefined);
    const charged = own.reduce((sum, { budgetSeconds }) => sum + budgetSeconds, 0);
    const evaluations = own.reduce(
      (sum, { budgetSeconds, evaluationPeriodSeconds }) => sum + budgetSeconds / evaluationPeriodSeconds,
      0,
    );
    const speed = speedOf(workload);
    return {
      workload,
      trials: own.length,
      chargedSeconds: bySteps ? null : charged,
      wallSeconds: bySteps ? null : charged * (speed ?? 1) + evaluations * evaluationSecondsOf(workload),
      isKnownHere: speed !== null,
    };
  });
  const sum = (values: readonly (number | null)[]): number | null =>
    values.reduce(
      (total: number | null, value) => (total === null || value === null ? null : total + value),
      0,
    );
  const busy = sum(workloads.map(({ wallSeconds }) => wallSeconds));
  return {
    workloads,
    trials: trials.length,
    chargedSeconds: sum(workloads.map(({ chargedSeconds }) => chargedSeconds)),
    wallSeconds: busy === null ? null : busy / Math.min(parallel, Math.max(1, trials.length)),
    jobs: parallel,
    wattHours: busy === null ? null : wattHoursOf(busy),
  };
}
