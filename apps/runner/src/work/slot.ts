import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "@steepest/core/schema/api/client.ts";
import type { Lease } from "@steepest/core/schema/api/runners.ts";
import type { Environment } from "@steepest/core/schema/environment.ts";
import { createTrialJob } from "../trial/createTrialJob.ts";
import type { TrialInChildOptions } from "../trial/runTrialInChild.ts";
import type { SpeedLog } from "../trial/speedLog.ts";
import type { LocalTrialJob } from "../trial/trialJob.ts";
import { type LeasedTrial, runLeasedTrial } from "./leasedTrial.ts";
import type { Leasing } from "./leasing.ts";
import type { Recalibration } from "./recalibration.ts";
import type { Registration } from "./registration.ts";
import { type Returns, runnerOutdated } from "./returns.ts";
import type { WorkDisplay } from "./workDisplay.ts";

/** What the slots of a runner share. */
export interface SlotOptions {
  readonly client: Client;
  readonly registration: Registration;
  readonly leasing: Leasing;
  readonly recalibration: Recalibration;
  readonly returns: Returns;
  readonly display: WorkDisplay;
  readonly complain: (error: unknown) => void;
  readonly speeds: SpeedLog | undefined;
  readonly dataDirectory: string;
  readonly child: TrialInChildOptions;
  readonly heartbeatSeconds: number;
  readonly pollSeconds: number;
  /** Stop when nothing is queued. */
  readonly once: boolean;
  readonly drain: AbortSignal;
  readonly release: AbortSignal;
  /** Trials that run, of all slots. */
  readonly running: Set<LeasedTrial>;
  /** Another slot failed: nothing new begins. */
  readonly isStopped: () => boolean;
}

/** One of a runner's slots: leases a trial, runs it, reports it, and again. Between two trials the machine may be measured. */
export async function runSlot(options: SlotOptions): Promise<void> {
  const { registration, leasing, recalibration, drain, pollSeconds } = options;
  const pause = () =>
    sleep(pollSeconds * 1000 * (0.75 + Math.random() / 2), undefined, { signal: drain }).catch(() => {});
  while (!drain.aborted && !options.isStopped()) {
    // Nothing may be awaited between these questions and `enter`: a calibration could begin meanwhile.
    if (recalibration.running !== null) {
      await recalibration.running;
      continue;
    }
    if (registration.overdue()) {
      if (!recalibration.begin()) await pause();
      continue;
    }
    recalibration.enter();
    const leased = await leasing.lease();
    if (leased !== null) await work(leased, options);
    recalibration.leave();
    if (leased !== null) continue;
    if (options.once) return;
    if (!registration.due() || !recalibration.begin()) await pause();
  }
  await recalibration.running;
}

/** Runs a leased trial; it goes back to the platform in one of the ways that there are. */
async function work(leased: Lease, options: SlotOptions): Promise<void> {
  const { client, display, returns, running, release, drain } = options;
  let job: LocalTrialJob;
  try {
    job = jobOf(leased, options.registration.environment, options.dataDirectory);
  } catch (error) {
    // A workload that this version of Steepest does not know, say.
    return returns.refuse(leased, error);
  }
  display.progress(job, null);
  const trial: LeasedTrial = runLeasedTrial({
    client,
    lease: leased,
    job,
    heartbeatSeconds: options.heartbeatSeconds,
    child: options.child,
    onProgress: (progress) => display.progress(job, progress),
    onHeartbeatFailure: options.complain,
  });
  running.add(trial);
  release.addEventListener("abort", trial.cancel, { once: true });
  if (release.aborted) trial.cancel();
  const result = await trial.result;
  running.delete(trial);
  release.removeEventListener("abort", trial.cancel);
  if (result.kind === "record") {
    const record = options.speeds?.note(result.record) ?? result.record;
    const problem = await returns.report({ trial: leased.trial, attempt: leased.attempt, record });
    display.ended(job, record);
    if (problem !== null) display.note(`    ${problem.reason}`);
    if (problem?.code === "record-mismatch") await returns.refuse(leased, runnerOutdated(problem.reason));
  } else if (result.kind === "lost") display.dropped(job, "no longer wanted: stopped");
  else if (result.kind === "cancelled") {
    display.dropped(job, "given back");
    await returns.giveBack(leased, "drain", "The runner is shutting down.");
  } else if (result.kind === "refused") {
    // Its data cannot be prepared, say.
    display.dropped(job, "given back");
    await returns.refuse(leased, result.error);
  } else {
    const { reason } = result;
    display.dropped(job, `given back: ${reason.split("\n")[0]}`);
    // Ctrl-C in a terminal reaches a process that is still starting: then it is not the trial that failed.
    await returns.giveBack(leased, drain.aborted ? "drain" : "crash", reason);
  }
}

/** What a trial's process is to run for a lease. */
function jobOf(lease: Lease, environment: Environment, dataDirectory: string): LocalTrialJob {
  const {
    workload,
    study,
    trialIndex,
    seed,
    hyperparameters,
    submission,
    version,
    source,
    ruleset,
    capSeconds,
  } = lease;
  return createTrialJob({
    planned: { workload, study, trial: trialIndex, seed, hyperparameters },
    submission,
    version,
    source,
    ruleset,
    environment,
    dataDirectory,
    capSeconds,
  });
}
