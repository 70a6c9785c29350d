import type { LocalTrialJob } from "../trial/trialJob.ts";

/** Wall seconds around the charged ones, before any trial of a workload has shown how many: process, data, evaluations. */
const assumedOverheadSeconds = 4;

export interface Outlook {
  readonly waiting: readonly LocalTrialJob[];
  readonly running: readonly { readonly job: LocalTrialJob; readonly elapsed: number }[];
  /** Wall seconds of the trials that ended, by workload. */
  readonly wallByWorkload: ReadonlyMap<string, readonly number[]>;
  readonly parallel: number;
}

/** Expected wall seconds until all trials have ended: by the mean of their workload so far, or by their budget. */
export function remainingSeconds({ waiting, running, wallByWorkload, parallel }: Outlook): number {
  const expected = (job: LocalTrialJob) => {
    const seen = wallByWorkload.get(job.workload) ?? [];
    if (seen.length === 0) return job.budgetSeconds + assumedOverheadSeconds;
    return seen.reduce((sum, seconds) => sum + seconds, 0) / seen.length;
  };
  const rest = running.map(({ job, elapsed }) => Math.max(1, expected(job) - elapsed));
  const all = [...rest, ...waiting.map(expected)].reduce((sum, seconds) => sum + seconds, 0);
  return Math.max(all / parallel, ...rest, 0);
}
