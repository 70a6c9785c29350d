import { printable } from "@steepest/base/printable.ts";
import type { TrialRecord } from "@steepest/core/schema/record.ts";
import type { Io } from "../cli/io.ts";
import { formatSeconds } from "../terminal/formats.ts";
import { createLiveDisplay } from "../terminal/liveDisplay.ts";
import type { LocalTrialJob } from "../trial/trialJob.ts";
import type { ChildProgress } from "../trial/trialMessages.ts";
import { endedTrialLines, runningTrialLine } from "./trialLines.ts";

/** Shows trials while they run: a line for each that ended, a redrawn one for each that runs, and the ETA of the whole. */
export interface TrialDisplay {
  started(job: LocalTrialJob): void;
  progress(job: LocalTrialJob, progress: ChildProgress): void;
  ended(job: LocalTrialJob, record: TrialRecord, wallSeconds: number): void;
  /** What the submission printed in its trial. */
  printed(job: LocalTrialJob, line: string): void;
  note(text: string): void;
  close(): void;
}

interface Running {
  readonly since: number;
  progress: ChildProgress | null;
}

/** `jobs` are those that are to run; `parallel` of them side by side. */
export function createTrialDisplay(io: Io, jobs: readonly LocalTrialJob[], parallel: number): TrialDisplay {
  const colors = io.errColors;
  const live = createLiveDisplay(io);
  const running = new Map<LocalTrialJob, Running>();
  const waiting = new Set(jobs);
  const wallByWorkload = new Map<string, number[]>();
  const studies = Math.max(...jobs.map((job) => job.study)) + 1;
  const trials = Math.max(...jobs.map((job) => job.trial)) + 1;
  const wide = (values: readonly string[]) => Math.max(...values.map((value) => value.length));
  const submissionWidth = wide(jobs.map((job) => job.submission));
  const workloadWidth = wide(jobs.map((job) => job.workload));

  const label = (job: LocalTrialJob) => {
    const trial = trials > 1 ? ` trial ${job.trial + 1}/${trials}` : "";
    const names = `${job.submission.padEnd(submissionWidth)}  ${job.workload.padEnd(workloadWidth)}`;
    return `${names}  study ${job.study + 1}/${studies}${trial}`;
  };
  const lines = () => {
    const now = performance.now() / 1000;
    const ended = jobs.length - waiting.size - running.size;
    const left = remainingSeconds({
      waiting: [...waiting],
      running: [...running].map(([job, { since }]) => ({ job, elapsed: now - since })),
      wallByWorkload,
      parallel,
    });
    return [
      ...[...running].map(([job, { progress }]) => runningTrialLine(colors, label(job), job, progress)),
      colors.dim(`  ${ended}/${jobs.length} trials   ETA ${formatSeconds(left)}`),
    ];
  };
  const redraw = () => live.block(lines);

  return {
    started(job) {
      waiting.delete(job);
      running.set(job, { since: performance.now() / 1000, progress: null });
      redraw();
    },
    progress(job, progress) {
      const state = running.get(job);
      if (state !== undefined) state.progress = progress;
      redraw();
    },
    ended(job, record, wallSeconds) {
      running.delete(job);
      wallByWorkload.set(job.workload, [...(wallByWorkload.get(job.workload) ?? []), wallSeconds]);
      for (const line of endedTrialLines(colors, label(job), record)) live.line(line);
    },
    printed(job, line) {
      for (const part of printable(line).split("\n")) live.line(`${colors.dim(`  ${label(job)} │`)} ${part}`);
    },
    note: (text) => live.line(text),
    close: () => live.close(),
  };
}

/** Wall seconds around the charged ones, before any trial of a workload has shown how many: process, data, evaluations. */
const assumedOverheadSeconds = 4;

interface Outlook {
  readonly waiting: readonly LocalTrialJob[];
  readonly running: readonly { readonly job: LocalTrialJob; readonly elapsed: number }[];
  /** Wall seconds of the trials that ended, by workload. */
  readonly wallByWorkload: ReadonlyMap<string, readonly number[]>;
  readonly parallel: number;
}

/** Expected wall seconds until all trials have ended: by the mean of their workload so far, or by their budget. */
function remainingSeconds({ waiting, running, wallByWorkload, parallel }: Outlook): number {
  const expected = (job: LocalTrialJob) => {
    const seen = wallByWorkload.get(job.workload) ?? [];
    if (seen.length === 0) return job.budgetSeconds + assumedOverheadSeconds;
    return seen.reduce((sum, seconds) => sum + seconds, 0) / seen.length;
  };
  const rest = running.map(({ job, elapsed }) => Math.max(1, expected(job) - elapsed));
  const all = [...rest, ...waiting.map(expected)].reduce((sum, seconds) => sum + seconds, 0);
  return Math.max(all / parallel, ...rest, 0);
}
