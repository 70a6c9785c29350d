import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "@steepest/core/schema/api/client.ts";
import type { EntryDetail, TrialView } from "@steepest/core/schema/api/entries.ts";
import type { Io } from "../cli/io.ts";
import { formatMetric, formatSeconds } from "../terminal/formats.ts";
import { createLiveDisplay } from "../terminal/liveDisplay.ts";
import { backoffMilliseconds } from "../work/backoff.ts";
import { isTransient } from "../work/isTransient.ts";

const hasEnded = (entry: EntryDetail) => entry.status === "complete" || entry.status === "cancelled";

/** Shows an entry's trials as they end. Resolves to the entry at its end, or to null where the user stopped following. */
export async function followEntry(
  client: Client,
  entry: EntryDetail,
  io: Io,
  signal: AbortSignal,
): Promise<EntryDetail | null> {
  const live = createLiveDisplay(io);
  const colors = io.errColors;
  const told = new Set<string>();
  let latest = entry;
  const show = (current: EntryDetail) => {
    latest = current;
    for (const trial of current.trialGrid) {
      if (trial.status !== "finished" && trial.status !== "quarantined") continue;
      if (told.has(trial.id)) continue;
      told.add(trial.id);
      live.line(endedLine(trial, colors.green("✓"), colors.yellow("·")));
    }
    live.block(() => [
      ...latest.trialGrid
        .filter(({ status }) => status === "leased")
        .map((trial) => `▸ ${runningLine(trial)}`),
      colors.dim(
        `  ${latest.trials.finished}/${latest.trials.total} trials, ${latest.trials.running} running`,
      ),
    ]);
  };
  try {
    show(entry);
    for (let failures = 0; !hasEnded(latest) && !signal.aborted; ) {
      try {
        for await (const current of client.followEntry(entry.id, signal)) {
          failures = 0;
          show(current);
        }
      } catch (error) {
        if (signal.aborted) return null;
        // The stream broke while it was read, or the API is restarting: both mend themselves.
        const isBrokenStream = error instanceof TypeError;
        if (!isBrokenStream && !isTransient(error)) throw error;
        failures++;
        await sleep(backoffMilliseconds(failures), undefined, { signal }).catch(() => {});
      }
    }
    return hasEnded(latest) ? latest : null;
  } finally {
    live.close();
  }
}

const name = ({ workload, study, trial }: TrialView) =>
  `${workload.padEnd(12)}  study ${study + 1} trial ${trial + 1}`;

function runningLine(trial: TrialView): string {
  const { progress, runner } = trial;
  if (progress === null) return `${name(trial)}  starting on ${runner ?? "a runner"}`;
  const { step, chargedSeconds, metric } = progress;
  return `${name(trial)}  step ${step}  ${formatSeconds(chargedSeconds)}  metric ${formatMetric(metric)}`;
}

function endedLine(trial: TrialView, good: string, other: string): string {
  const { outcome, timeToTargetSeconds, chargedSeconds, reason, status } = trial;
  const seconds = timeToTargetSeconds ?? chargedSeconds;
  const time = (seconds === null ? "–" : formatSeconds(seconds)).padStart(9);
  const mark = outcome === "reached" ? good : other;
  return `${mark} ${name(trial)}  ${time}  ${outcome ?? status}${reason === null ? "" : `: ${reason.split("\n")[0]}`}`;
}
