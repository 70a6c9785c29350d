import { setTimeout as sleep } from "node:timers/promises";
import { ApiError } from "@steepest/core/schema/api/apiError.ts";
import type { Client } from "@steepest/core/schema/api/client.ts";
import type { Lease } from "@steepest/core/schema/api/runners.ts";
import type { Environment } from "@steepest/core/schema/environment.ts";
import { requireCores } from "../cores/requireCores.ts";
import { Crowd } from "../trial/crowd.ts";
import type { SpeedLog } from "../trial/speedLog.ts";
import type { LocalTrialJob } from "../trial/trialJob.ts";
import { jobOf } from "./jobOf.ts";
import { type LeasedTrial, runLeasedTrial } from "./leasedTrial.ts";
import type { Outbox } from "./outbox.ts";
import { createRegistration, type RegistrationOptions } from "./registration.ts";
import { retrying } from "./retrying.ts";
import { createReturns, runnerOutdated } from "./returns.ts";
import type { WorkDisplay } from "./workDisplay.ts";

export interface RunnerOptions {
  readonly client: Client;
  readonly name: string;
  /** Of this machine, without a calibration. */
  readonly environment: Environment;
  readonly calibrate: RegistrationOptions["calibrate"];
  readonly dataDirectory: string;
  readonly outbox: Outbox;
  /** Knows how fast this machine usually is. */
  readonly speeds?: SpeedLog;
  readonly display: WorkDisplay;
  /** Stop when nothing is queued. */
  readonly once: boolean;
  readonly pin: boolean;
  /** Aborted: lease nothing more; what runs may finish. */
  readonly drain: AbortSignal;
  /** Aborted: give running trials back now. */
  readonly release: AbortSignal;
  readonly heartbeatSeconds?: number;
  readonly pollSeconds?: number;
  /** Least time between two calibrations. */
  readonly recalibrateSeconds?: number;
  /** Age of a calibration at which trials wait for the next one; an hour if left out. */
  readonly overdueSeconds?: number;
  /** As `physicalCores` counts them, for tests. */
  readonly physicalCores?: number;
}

export interface RunnerTally {
  readonly reported: number;
  /** Records that wait in the outbox for the next start. */
  readonly kept: number;
  readonly released: number;
  /** There may be trials, but not for this machine: the latest request was refused (it is not known to be of its class's speed), or its disk is full. */
  readonly refused: boolean;
}

/** The API's words for a runner that is not of its class's speed: it waits, and is measured again. */
const refusals: readonly string[] = ["runner-outside-class", "runner-uncalibrated"];

/** Pulls trials from an API until it is drained (or, with `once`, until nothing is queued). */
export async function runRunner(options: RunnerOptions): Promise<RunnerTally> {
  const { client, outbox, display, drain, release, overdueSeconds } = options;
  const { heartbeatSeconds = 5, pollSeconds = 2, recalibrateSeconds = 600 } = options;
  const running = new Set<LeasedTrial>();
  const crowd = new Crowd();
  const tally = { reported: 0, kept: 0, released: 0, refused: false };
  let lastComplaint = "";
  const complain = (error: unknown) => {
    const text = error instanceof Error ? error.message : String(error);
    if (text !== lastComplaint) display.note(`! ${text} Trying again.`);
    lastComplaint = text;
  };
  const persistent = <Result>(call: () => Promise<Result>) =>
    retrying(call, { signal: drain, onFailure: complain }).finally(() => {
      lastComplaint = "";
    });
  const { name, environment, calibrate } = options;
  const note = (text: string) => display.note(text);
  const registration = await createRegistration({
    client,
    name,
    environment,
    calibrate,
    persistent,
    note,
    recalibrateSeconds,
    ...(overdueSeconds === undefined ? {} : { overdueSeconds }),
  }).catch((error) => {
    if (drain.aborted) return null;
    throw error;
  });
  if (registration === null) return tally;
  const requireCoresWhereChecked = () => {
    if (registration.isChecked) requireCores(environment, options.physicalCores);
  };
  requireCoresWhereChecked();
  const renew = async () => {
    await registration.renew();
    requireCoresWhereChecked();
  };

  let lastRefusal = "";
  /** Once for each calibration, however often it asks. */
  const tellRefusal = ({ message, details = "", solution }: ApiError) => {
    const text = `! ${[message, details, solution].filter((part) => part !== "").join(" ")}`;
    if (text !== lastRefusal) display.note(text);
    lastRefusal = text;
  };
  let lastShortage: string | null = null;
  /** Whether a record could be kept; says once what is in the way, and once that it is gone. */
  const hasSpace = (): boolean => {
    const shortage = outbox.shortage();
    if (shortage !== null && lastShortage === null)
      display.note(
        `! No trials until there is space: ${shortage} Free some, or move STEEPEST_HOME; asking again until then.`,
      );
    if (shortage === null && lastShortage !== null) display.note("There is space for records again.");
    lastShortage = shortage;
    return shortage === null;
  };
  const lease = async (): Promise<Lease | null> => {
    if (!hasSpace()) {
      tally.refused = true;
      return null;
    }
    try {
      const leased = await persistent(() => client.lease(registration.id));
      tally.refused = false;
      return leased;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (refusals.includes(error.code)) {
        tally.refused = true;
        tellRefusal(error);
        // The check was switched on since we registered: the answer says so, and makes a full calibration due.
        if (registration.standing === "not-checked") await renew();
      }
      // The API lost its state (a fresh database): it knows us again once we register.
      else if (error.status === 404) await renew();
      else throw error;
      return null;
    }
  };
  const { report, giveBack, refuse } = createReturns({ client, outbox, drain, complain, tally });
  const work = async (leased: Lease) => {
    let job: LocalTrialJob;
    try {
      job = jobOf(leased, registration.environment, options.dataDirectory);
    } catch (error) {
      // A workload that this version of Steepest does not know, say.
      return refuse(leased, error);
    }
    display.progress(job, null);
    const trial: LeasedTrial = runLeasedTrial({
      client,
      lease: leased,
      job,
      heartbeatSeconds,
      child: { pin: options.pin, crowd },
      onProgress: (progress) => display.progress(job, progress),
      onHeartbeatFailure: complain,
    });
    running.add(trial);
    release.addEventListener("abort", trial.cancel, { once: true });
    if (release.aborted) trial.cancel();
    const result = await trial.result;
    running.delete(trial);
    release.removeEventListener("abort", trial.cancel);
    if (result.kind === "record") {
      const record = options.speeds?.note(result.record) ?? result.record;
      const problem = await report({ trial: leased.trial, attempt: leased.attempt, record });
      display.ended(job, record);
      if (problem !== null) display.note(`    ${problem.reason}`);
      if (problem?.code === "record-mismatch") await refuse(leased, runnerOutdated(problem.reason));
    } else if (result.kind === "lost") display.dropped(job, "no longer wanted: stopped");
    else if (result.kind === "cancelled") {
      display.dropped(job, "given back");
      await giveBack(leased, "drain", "The runner is shutting down.");
    } else if (result.kind === "refused") {
      // Its data cannot be prepared, say.
      display.dropped(job, "given back");
      await refuse(leased, result.error);
    } else {
      const { reason } = result;
      display.dropped(job, `given back: ${reason.split("\n")[0]}`);
      // Ctrl-C in a terminal reaches a process that is still starting: then it is not the trial that failed.
      await giveBack(leased, drain.aborted ? "drain" : "crash", reason);
    }
  };
  /** Slots that lease or train: only where there is none is the machine quiet enough to be measured. */
  let busy = 0;
  let calibration: Promise<void> | null = null;
  let lastFailure = "";
  const recalibrate = async () => {
    try {
      lastRefusal = "";
      await registration.recalibrate();
      lastFailure = "";
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      if (!drain.aborted && text !== lastFailure)
        display.note(
          `! The calibration failed: ${text} Trying again in ${Math.ceil(recalibrateSeconds / 60)} min.`,
        );
      lastFailure = text;
    } finally {
      calibration = null;
    }
  };
  const pause = () =>
    sleep(pollSeconds * 1000 * (0.75 + Math.random() / 2), undefined, { signal: drain }).catch(() => {});
  /** A slot failed: the others begin nothing new. */
  let stopped = false;
  const slot = async () => {
    while (!drain.aborted && !stopped) {
      // Nothing may be awaited between these questions and `busy++`: a calibration could begin meanwhile.
      if (calibration !== null) {
        await calibration;
        continue;
      }
      if (registration.overdue()) {
        if (busy === 0) calibration = recalibrate();
        else await pause();
        continue;
      }
      busy++;
      const leased = await lease();
      if (leased !== null) await work(leased);
      busy--;
      if (leased !== null) continue;
      if (options.once) return;
      if (busy === 0 && calibration === null && registration.due()) calibration = recalibrate();
      else await pause();
    }
    await calibration;
  };

  for (const item of outbox.items()) {
    const problem = await report(item);
    display.note(`Delivered a record of an earlier start${problem === null ? "" : `: ${problem.reason}`}.`);
  }
  const stop = () => {
    stopped = true;
    // What runs beside the slot that failed (a token that was revoked, say) has nobody left to report to.
    for (const trial of running) trial.cancel();
  };
  const slots = Array.from({ length: environment.jobs }, () =>
    slot().catch((error) => {
      stop();
      throw error;
    }),
  );
  // The others give their trials back first.
  const failed = (await Promise.allSettled(slots)).find((ended) => ended.status === "rejected");
  if (failed !== undefined && !drain.aborted) throw failed.reason;
  return tally;
}
