import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "@steepest/core/schema/api/client.ts";
import type { Lease } from "@steepest/core/schema/api/runners.ts";
import type { Environment } from "@steepest/core/schema/environment.ts";
import type { DevicePlace, DevicePool } from "../devices/devicePool.ts";
import { failureOf } from "../devices/failureOf.ts";
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
  /** One trial on each; left out where trials compute on the processor. */
  readonly devices?: DevicePool | undefined;
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
  const { recalibration, devices, drain, pollSeconds } = options;
  const pause = () =>
    sleep(pollSeconds * 1000 * (0.75 + Math.random() / 2), undefined, { signal: drain }).catch(() => {});
  while (!drain.aborted && !options.isStopped()) {
    // Before a trial is asked for: what is leased must not wait for a device.
    const place = await devices?.take(drain);
    if (place === null || drain.aborted || options.isStopped()) {
      place?.release();
      break;
    }
    const turn = await takeTurn(place, options).catch((error) => {
      place?.release();
      throw error;
    });
    place?.release(turn.kind === "worked" ? turn.failure : null);
    if (turn.kind === "wait") await (recalibration.running ?? pause());
    else if (turn.kind === "end") return;
  }
  await recalibration.running;
}

type Turn =
  | { readonly kind: "worked"; readonly failure: string | null }
  /** For the measurement that runs, or a while. */
  | { readonly kind: "wait" }
  | { readonly kind: "end" };

/** Leases a trial and runs it; or says what is to happen instead. */
async function takeTurn(place: DevicePlace | undefined, options: SlotOptions): Promise<Turn> {
  const { registration, leasing, recalibration } = options;
  // Nothing may be awaited between these questions and `enter`: a calibration could begin meanwhile.
  if (recalibration.running !== null) return { kind: "wait" };
  if (registration.overdue()) {
    recalibration.begin();
    return { kind: "wait" };
  }
  recalibration.enter();
  const leased = await leasing.lease();
  const failure = leased === null ? null : await work(leased, place, options);
  recalibration.leave();
  if (leased !== null) return { kind: "worked", failure };
  if (options.once) return { kind: "end" };
  if (registration.due()) recalibration.begin();
  return { kind: "wait" };
}

/** Runs a leased trial; it goes back to the platform in one of the ways that there are. Returns why the device is to be tried before its next one, or null. */
async function work(
  leased: Lease,
  place: DevicePlace | undefined,
  options: SlotOptions,
): Promise<string | null> {
  const { client, display, leasing, returns, running, release, drain } = options;
  let job: LocalTrialJob;
  try {
    job = jobOf(leased, environmentAt(place, options), options.dataDirectory);
  } catch (error) {
    // A workload that this version of Steepest does not know, say.
    return returns.refuse(leased, error);
  }
  display.progress(job, null);
  /** Nothing of the submission has run: it is the machine's matter, and the next trial would fare alike. */
  const hold = async (reason: string) => {
    display.dropped(job, `given back: ${reason.split("\n")[0]}`);
    leasing.hold(reason);
    await returns.giveBack(leased, "drain", reason);
    return null;
  };
  let hasBegun = false;
  let trial: LeasedTrial;
  try {
    trial = runLeasedTrial({
      client,
      lease: leased,
      job,
      heartbeatSeconds: options.heartbeatSeconds,
      child: { ...options.child, device: place?.device },
      onProgress(progress) {
        // Once: what runs beside one that cannot begin says nothing of the next one that is to.
        if (!hasBegun && progress.phase !== "load") {
          hasBegun = true;
          leasing.resume();
        }
        display.progress(job, progress);
      },
      onHeartbeatFailure: options.complain,
    });
  } catch (error) {
    // No memory for a process, say.
    if (!(error instanceof Error) || !("syscall" in error)) return returns.refuse(leased, error);
    return hold(error.message);
  }
  running.add(trial);
  release.addEventListener("abort", trial.cancel, { once: true });
  if (release.aborted) trial.cancel();
  const result = await trial.result;
  running.delete(trial);
  release.removeEventListener("abort", trial.cancel);
  const failure = place === undefined ? null : failureOf(result);
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
    const { error } = result;
    // The disk is full on which its data would be, say: that passes.
    if (error.code === "file-system") return hold(`${error.message} ${error.solution}`);
    // Its device is lost: another one may have the trial.
    if (failure !== null) {
      display.dropped(job, "given back");
      await returns.giveBack(leased, "drain", failure);
      return failure;
    }
    display.dropped(job, "given back");
    await returns.refuse(leased, error);
  } else {
    const { reason } = result;
    // Ctrl-C in a terminal reaches a process that is still starting: then there is nothing in the way.
    if (!result.hasBegun && !drain.aborted && failure === null) return hold(reason);
    display.dropped(job, `given back: ${reason.split("\n")[0]}`);
    // Where nothing of the submission has run, it is not counted against it.
    await returns.giveBack(leased, drain.aborted || !result.hasBegun ? "drain" : "crash", reason);
  }
  return failure;
}

/** Where the trial is to run: of several devices each has a figure of its own. */
function environmentAt(place: DevicePlace | undefined, { registration, devices }: SlotOptions): Environment {
  const { environment } = registration;
  const calibration = place === undefined ? null : (devices?.calibrationOf(place.device) ?? null);
  return calibration === null
    ? environment
    : { ...environment, calibration, calibrationSeconds: calibration.seconds };
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
