import { join } from "node:path";
import type { TrialRecord } from "@steepest/core/schema/record.ts";
import type { DevicePool } from "../devices/devicePool.ts";
import { failureOf } from "../devices/failureOf.ts";
import type { TrialDisplay } from "../display/trialDisplay.ts";
import { SnapshotStore } from "../snapshots/snapshotStore.ts";
import { Crowd } from "../trial/crowd.ts";
import { type ChildResult, type RunningTrial, runTrialInChild } from "../trial/runTrialInChild.ts";
import type { SpeedLog } from "../trial/speedLog.ts";
import type { LocalTrialJob } from "../trial/trialJob.ts";

/** Where a trial's record goes. */
interface Keeps {
  save(record: TrialRecord): unknown;
}

export interface RunTrialsOptions {
  /** In the order in which they are to run; each with where its record goes. */
  readonly jobs: readonly { readonly job: LocalTrialJob; readonly store: Keeps }[];
  readonly parallel: number;
  readonly pin: boolean;
  /** One trial on each; left out where they compute on the processor. */
  readonly devices?: DevicePool | undefined;
  readonly display: TrialDisplay;
  /** Aborted: running trials are ended without a record, nothing new starts. */
  readonly signal: AbortSignal;
  /** Where copies of running trials go, wall seconds apart; what is there is gone on from, and dropped with the record. */
  readonly snapshots?: { readonly folder: string; readonly seconds: number };
  /** Knows how fast this machine usually is. */
  readonly speeds?: SpeedLog;
  /** The charged seconds after which this trial can change nothing, given the records so far. */
  readonly capSeconds?: ((job: LocalTrialJob, records: readonly TrialRecord[]) => number | null) | undefined;
}

/** A process that died is tried once more: the trial itself may be innocent. */
const attempts = 2;

/** Runs trials side by side, each in a fresh process, and keeps every record on disk the moment it is there. */
export async function runTrials(options: RunTrialsOptions): Promise<TrialRecord[]> {
  const { parallel, pin, devices, display, signal, capSeconds } = options;
  const queue = [...options.jobs];
  const records: TrialRecord[] = [];
  const running = new Map<LocalTrialJob, RunningTrial>();
  const crowd = new Crowd();
  let refused: unknown = null;

  const cancelAll = () => {
    for (const trial of running.values()) trial.cancel();
  };
  signal.addEventListener("abort", cancelAll, { once: true });

  const tellCaps = () => {
    if (capSeconds === undefined) return;
    for (const [job, trial] of running) trial.setCap(capSeconds(job, records));
  };

  const slotOf = (job: LocalTrialJob) => {
    if (options.snapshots === undefined) return null;
    const { folder, seconds } = options.snapshots;
    const name = `${job.submission}-${job.workload}-study${job.study + 1}-trial${job.trial + 1}`;
    return { store: new SnapshotStore(join(folder, name)), seconds };
  };

  const runOnce = async (job: LocalTrialJob): Promise<ChildResult> => {
    const snapshots = slotOf(job);
    const place = await devices?.take(signal);
    if (place === null || signal.aborted) {
      place?.release();
      return { kind: "cancelled" };
    }
    const capped = capSeconds === undefined ? job : { ...job, capSeconds: capSeconds(job, records) };
    const trial = runTrialInChild(capped, {
      onProgress: (progress) => display.progress(job, progress),
      onConsole: (line) => display.printed(job, line),
      ...{ pin, crowd, device: place?.device },
      ...(snapshots === null ? {} : { snapshots }),
    });
    running.set(job, trial);
    const result = await trial.result;
    running.delete(job);
    place?.release(failureOf(result));
    return result;
  };

  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      if (signal.aborted || refused !== null) return;
      const { job, store } = next;
      const began = performance.now();
      display.started(job);
      let result = await runOnce(job);
      for (let attempt = 1; attempt < attempts && !signal.aborted; attempt++) {
        // A device that was lost before this trial came to it: another one may do.
        const why = result.kind === "crashed" || devices !== undefined ? failureOf(result) : null;
        if (why === null) break;
        display.note(`  ${why.split("\n")[0]} Trying it again.`);
        result = await runOnce(job);
      }
      if (result.kind === "cancelled") return;
      if (result.kind === "record" && options.speeds) {
        result = { ...result, record: options.speeds.note(result.record) };
      }
      if (result.kind === "refused") {
        refused = result.error;
        cancelAll();
        return;
      }
      try {
        store.save(result.record);
      } catch (error) {
        // A disk that is full, say: what the others would find could not be kept either.
        refused = error;
        cancelAll();
        return;
      }
      slotOf(job)?.store.clear();
      records.push(result.record);
      display.ended(job, result.record, (performance.now() - began) / 1000);
      tellCaps();
    }
  };
  try {
    await Promise.all(Array.from({ length: parallel }, work));
  } finally {
    signal.removeEventListener("abort", cancelAll);
  }
  if (refused !== null) throw refused;
  return records;
}
