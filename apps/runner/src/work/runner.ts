import type { Client } from "@steepest/core/schema/api/client.ts";
import type { Environment } from "@steepest/core/schema/environment.ts";
import { requireCores } from "../cores/requireCores.ts";
import type { DevicePool } from "../devices/devicePool.ts";
import { Crowd } from "../trial/crowd.ts";
import type { SpeedLog } from "../trial/speedLog.ts";
import { createInstance } from "./instance.ts";
import type { LeasedTrial } from "./leasedTrial.ts";
import { createLeasing } from "./leasing.ts";
import type { Outbox } from "./outbox.ts";
import { Recalibration } from "./recalibration.ts";
import { createRegistration, type RegistrationOptions } from "./registration.ts";
import { retrying } from "./retrying.ts";
import { createReturns } from "./returns.ts";
import { runSlot, type SlotOptions } from "./slot.ts";
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
  /** One trial on each; left out where trials compute on the processor. */
  readonly devices?: DevicePool | undefined;
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

/** Pulls trials from an API until it is drained (or, with `once`, until nothing is queued). */
export async function runRunner(options: RunnerOptions): Promise<RunnerTally> {
  const { client, outbox, display, drain, overdueSeconds } = options;
  const { heartbeatSeconds = 5, pollSeconds = 2, recalibrateSeconds = 600 } = options;
  const running = new Set<LeasedTrial>();
  const tally = { reported: 0, kept: 0, released: 0 };
  const note = (text: string) => display.note(text);
  let lastComplaint = "";
  const complain = (error: unknown) => {
    const text = error instanceof Error ? error.message : String(error);
    if (text !== lastComplaint) note(`! ${text} Trying again.`);
    lastComplaint = text;
  };
  const persistent = <Result>(call: () => Promise<Result>) =>
    retrying(call, { signal: drain, onFailure: complain }).finally(() => {
      lastComplaint = "";
    });
  const { name, environment, calibrate } = options;
  const instance = createInstance(outbox.directory);
  const patience = options.once ? null : drain;
  const registration = await createRegistration({
    ...{ client, name, instance, patience, environment, calibrate, persistent, note, recalibrateSeconds },
    ...(overdueSeconds === undefined ? {} : { overdueSeconds }),
  }).catch((error) => {
    if (drain.aborted) return null;
    throw error;
  });
  if (registration === null) return { ...tally, refused: false };
  const requireCoresWhereChecked = () => {
    if (registration.isChecked) requireCores(environment, options.physicalCores);
  };
  requireCoresWhereChecked();
  const renew = async () => {
    await registration.renew();
    requireCoresWhereChecked();
  };
  const leasing = createLeasing({
    ...{ client, registration, outbox, persistent, renew, note },
    instance: instance.id,
  });
  const recalibration = new Recalibration({
    ...{ registration, drain, note },
    onBegin: leasing.tellAgain,
    everySeconds: recalibrateSeconds,
  });
  const returns = createReturns({ client, outbox, drain, complain, note, tally });

  for (const item of outbox.items()) {
    const problem = await returns.report(item);
    note(`Delivered a record of an earlier start${problem === null ? "" : `: ${problem.reason}`}.`);
  }
  let isStopped = false;
  const stop = () => {
    isStopped = true;
    // What runs beside the slot that failed (a token that was revoked, say) has nobody left to report to.
    for (const trial of running) trial.cancel();
  };
  const { speeds, dataDirectory, once, pin, devices, release } = options;
  const shared: SlotOptions = {
    ...{ client, registration, leasing, recalibration, returns, display, complain, speeds },
    ...{ dataDirectory, heartbeatSeconds, pollSeconds, once, drain, release, running, devices },
    child: { pin, crowd: new Crowd() },
    isStopped: () => isStopped,
  };
  const slots = Array.from({ length: environment.jobs }, () =>
    runSlot(shared).catch((error) => {
      stop();
      throw error;
    }),
  );
  // The others give their trials back first.
  const failed = (await Promise.allSettled(slots)).find((ended) => ended.status === "rejected");
  devices?.close();
  if (failed !== undefined && !drain.aborted) throw failed.reason;
  return { ...tally, refused: leasing.isRefused };
}
