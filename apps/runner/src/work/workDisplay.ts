import type { TrialRecord } from "@steepest/core/schema/record.ts";
import type { Io } from "../cli/io.ts";
import { endedTrialLines, runningTrialLine } from "../display/trialLines.ts";
import { createLiveDisplay } from "../terminal/liveDisplay.ts";
import type { LocalTrialJob } from "../trial/trialJob.ts";
import type { ChildProgress } from "../trial/trialMessages.ts";

/** What a runner shows: a line per trial that ended, and on a terminal the trials that run. */
export interface WorkDisplay {
  progress(job: LocalTrialJob, progress: ChildProgress | null): void;
  ended(job: LocalTrialJob, record: TrialRecord): void;
  /** The trial ended without a record of its own; says why. */
  dropped(job: LocalTrialJob, why: string): void;
  note(text: string): void;
  close(): void;
}

export function createWorkDisplay(io: Io): WorkDisplay {
  const colors = io.errColors;
  const live = createLiveDisplay(io);
  const running = new Map<LocalTrialJob, ChildProgress | null>();
  const label = ({ submission, workload, study, trial }: LocalTrialJob) =>
    `${submission.padEnd(16)}  ${workload.padEnd(12)}  study ${study + 1} trial ${trial + 1}`;
  const redraw = () =>
    live.block(() =>
      running.size === 0
        ? [colors.dim("  waiting for trials")]
        : [...running].map(([job, progress]) => runningTrialLine(colors, label(job), job, progress)),
    );
  redraw();
  return {
    progress(job, progress) {
      running.set(job, progress);
      redraw();
    },
    ended(job, record) {
      running.delete(job);
      for (const line of endedTrialLines(colors, label(job), record)) live.line(line);
    },
    dropped(job, why) {
      running.delete(job);
      live.line(`${colors.yellow("·")} ${label(job)}  ${why}`);
    },
    note: (text) => live.line(text),
    close: () => live.close(),
  };
}
