import { UserError } from "@steepest/base/userError.ts";
import { GuestConsole } from "@steepest/core/sandbox/guestConsole.ts";
import { defaultLimits } from "@steepest/core/sandbox/limits.ts";
import type { Environment } from "@steepest/core/schema/environment.ts";
import type { TrialRecord } from "@steepest/core/schema/record.ts";
import type { BackendName } from "@steepest/tensors/backend/backend.ts";
import type { ComputeDevice } from "@steepest/tensors/backend/device.ts";
import { card } from "@steepest/workloads/catalogue.ts";
import { measureOf } from "@steepest/workloads/hardwareClasses.ts";
import { claimCore } from "../cores/claimCore.ts";
import { packSnapshot, type SnapshotMessage, unpackSnapshot } from "../snapshots/snapshotMessage.ts";
import type { SnapshotStore } from "../snapshots/snapshotStore.ts";
import type { MachineWalls } from "../walls/machineWalls.ts";
import { Crowd } from "./crowd.ts";
import { dataFolderOf, ensureData } from "./ensureData.ts";
import { failedRecord } from "./failedRecord.ts";
import { keepSpare, spawnTrialProcess } from "./spawnTrialProcess.ts";
import type { LocalTrialJob } from "./trialJob.ts";
import { type ChildProgress, fromChildSchema, type ToChild } from "./trialMessages.ts";

/** How a trial's process ended. */
export type ChildResult =
  | { readonly kind: "record"; readonly record: TrialRecord }
  /**
   * The process died: the machine's failure, to be tried again. `record` is what to keep where nobody does. Where it has not begun, nothing of the submission has run: the
   * next trial would fare alike.
   */
  | {
      readonly kind: "crashed";
      readonly reason: string;
      readonly hasBegun: boolean;
      readonly record: TrialRecord;
    }
  /** The trial could not begin, for a reason that the user can change. */
  | { readonly kind: "refused"; readonly error: UserError }
  | { readonly kind: "cancelled" };

export interface RunningTrial {
  /** Of its process; undefined where that could not be started. */
  readonly pid: number | undefined;
  readonly result: Promise<ChildResult>;
  /** Charged seconds beyond which the trial can change nothing. */
  setCap(capSeconds: number | null): void;
  /** Ends the trial without a record. */
  cancel(): void;
}

export interface TrialInChildOptions {
  readonly onProgress?: (progress: ChildProgress) => void;
  /** What the submission prints, line by line, as far as a trial may print. */
  readonly onConsole?: (line: string) => void;
  /** Where copies of the trial go, and are taken from if there are any: so a trial goes on whose process, or whose machine, ended. */
  readonly snapshots?: { readonly store: SnapshotStore; readonly seconds: number };
  /** Give it a core of its own where the system can and one is free. */
  readonly pin?: boolean;
  /** The GPU that it has to itself, which its record names. */
  readonly device?: ComputeDevice | undefined;
  /** Counts the trials that run at one time, for the record. */
  readonly crowd?: Crowd;
  /** Wall seconds from when its data is loaded until the process is killed; by default a generous function of the budget. */
  readonly deadlineSeconds?: number;
  /** Wall seconds until its data must be loaded. */
  readonly loadSeconds?: number;
  /** Another module than the trial's own, for tests of processes that hang or crash. */
  readonly module?: URL;
  /** Other walls than this machine's, for tests. */
  readonly walls?: MachineWalls;
}

const ownModule = new URL("./trialProcess.ts", import.meta.url);

/** Starts the process of a trial that will soon run: it loads its code while what it is to train is still read and checked. */
export const expectTrial = (backend: BackendName, data: Parameters<typeof dataFolderOf>[0]): void => {
  // Which device it will get is not known yet.
  if (backend === "cuda" || backend === "webgpu") return;
  keepSpare({ module: ownModule, walled: { backend, dataFolder: dataFolderOf(data) } });
};
const keptErrorCharacters = 4000;

/** Runs one trial in a fresh process of its own. Never rejects but for a bug in this file. */
export function runTrialInChild(planned: LocalTrialJob, options: TrialInChildOptions = {}): RunningTrial {
  const { onProgress, onConsole, pin = false, crowd = new Crowd(), module = ownModule, device } = options;
  const job =
    device === undefined ? planned : { ...planned, environment: onDevice(planned.environment, device) };
  const { deadlineSeconds = hardDeadlineSeconds(job.budgetSeconds), loadSeconds = loadDeadlineSeconds } =
    options;
  const startedAt = new Date();
  // Where time is counted, a trial that shares a core is slower and nothing else: there is nothing to tell.
  const isCounted = measureOf(job.environment.hardwareClass) === "reference";
  const claimed = pin ? claimCore(undefined, undefined, isCounted ? () => {} : undefined) : null;
  const leave = crowd.enter();
  const child = spawnTrialProcess({
    module,
    core: claimed?.core ?? null,
    device,
    walled: {
      backend: job.environment.backend,
      dataFolder: dataFolderOf(job),
      ...(options.walls === undefined ? {} : { walls: options.walls }),
    },
  });
  let progress: ChildProgress | null = null;
  // The process counts what it prints, too; but it may have been taken over.
  const printed = new GuestConsole(defaultLimits.consoleCharacters + 1000, onConsole);
  let errorOutput = "";
  let result: ChildResult | null = null;

  const send = (message: ToChild) => {
    if (child.connected) child.send(message, () => {});
  };
  const failed = (cause: "submission" | "machine", code: string, reason: string) =>
    failedRecord({
      job,
      card: card(job.workload),
      outcome: { kind: "failed", cause, code, reason, stack: null },
      progress,
      startedAt,
    });
  /** The first result stands; the process has nothing more to say. */
  const settle = (settled: ChildResult) => {
    result ??= settled;
    child.kill("SIGKILL");
  };
  const crashed = (code: string, reason: string) =>
    settle({ kind: "crashed", reason, hasBegun: !loading, record: failed("machine", code, reason) });
  /** Until the data is loaded nothing of the submission has run. */
  let loading = true;
  let deadline = setTimeout(() => {
    crashed(
      "load-deadline",
      `The trial's process was still loading its data after ${loadSeconds} s and was killed.`,
    );
  }, loadSeconds * 1000);
  const loaded = () => {
    loading = false;
    clearTimeout(deadline);
    deadline = setTimeout(() => {
      const reason = `The trial's process was still running after ${deadlineSeconds} s of wall time and was killed.`;
      // Under reference time no submission can outlast this: the machine was too slow, or stood still.
      if (isCounted) crashed("hard-deadline", reason);
      else settle({ kind: "record", record: failed("submission", "hard-deadline", reason) });
    }, deadlineSeconds * 1000);
  };

  /** The process itself may write nothing, so what is missing of its data is built by another one first. */
  const start = () =>
    ensureData(job).then(
      () => {
        const { store, seconds = null } = options.snapshots ?? {};
        const kept = store?.read() ?? null;
        send({
          type: "start",
          job,
          snapshotSeconds: seconds,
          resume: kept === null ? null : packSnapshot(kept),
        });
      },
      (error: unknown) => {
        if (error instanceof UserError) settle({ kind: "refused", error });
        else crashed("data-failed", `The trial's data could not be prepared: ${String(error)}`);
      },
    );

  const keep = (snapshot: SnapshotMessage) => {
    try {
      options.snapshots?.store.write(unpackSnapshot(snapshot));
    } catch (error) {
      // A disk that is full, or a process that was taken over: the trial goes on, and starts anew should it end.
      if (printedFailure) return;
      printedFailure = true;
      errorOutput = `its snapshots could not be kept: ${String(error)}\n`;
    }
  };
  let printedFailure = false;

  child.stdout?.resume();
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    errorOutput = (errorOutput + text).slice(-keptErrorCharacters);
  });
  child.on("message", (raw) => {
    const parsed = fromChildSchema.safeParse(raw);
    if (!parsed.success) {
      crashed(
        "bad-message",
        `The trial's process sent a message that no trial sends: ${parsed.error.message}`,
      );
      return;
    }
    const message = parsed.data;
    if (message.type === "ready") void start();
    else if (message.type === "snapshot") keep(message.snapshot);
    else if (message.type === "record") settle({ kind: "record", record: message.record });
    else if (message.type === "console") for (const line of message.lines) printed.add("log", line);
    else if (message.type === "progress") {
      progress = message.progress;
      if (loading && progress.phase !== "load") loaded();
      onProgress?.(message.progress);
    } else {
      const { details, ...parts } = message.error;
      settle({ kind: "refused", error: new UserError(details === null ? parts : { ...parts, details }) });
    }
  });

  const ended = new Promise<ChildResult>((resolve) => {
    const finish = (how: string) => {
      clearTimeout(deadline);
      claimed?.release();
      const jobs = leave();
      const reason = `The trial's process ${how}.${errorOutput === "" ? "" : `\n${errorOutput.trim()}`}`;
      const ended = result ?? {
        kind: "crashed",
        reason,
        hasBegun: !loading,
        record: failed("machine", "process-crashed", reason),
      };
      resolve("record" in ended ? { ...ended, record: ranAs(ended.record, jobs, device) } : ended);
    };
    child.on("error", (error) => finish(`could not be started: ${error.message}`));
    child.on("close", (code, signal) =>
      finish(signal === null ? `ended with code ${code}` : `was killed by ${signal}`),
    );
  });
  return {
    pid: child.pid,
    result: ended,
    setCap: (capSeconds) => send({ type: "cap", capSeconds }),
    // The process holds no state worth a farewell: its trial goes on from its last snapshot, or from the start.
    cancel: () => settle({ kind: "cancelled" }),
  };
}

/** The record with the number of trials that did run at one time, whatever was planned, and with the device that it was given, whatever it says. */
function ranAs(record: TrialRecord, jobs: number, device: ComputeDevice | undefined): TrialRecord {
  const environment = { ...record.environment, jobs };
  return { ...record, environment: device === undefined ? environment : onDevice(environment, device) };
}

function onDevice(environment: Environment, { variables: _, ...device }: ComputeDevice): Environment {
  return { ...environment, gpu: device.name, device };
}

/**
 * Wall seconds that a trial's process has for preparing and loading its data: before the submission's code runs, so that the machine is to blame
 * where they are over. Building the largest dataset takes a minute.
 */
const loadDeadlineSeconds = 900;

/**
 * Wall seconds after which a trial's process is killed, from when its data is loaded. The harness keeps the budget, and the sandbox stops what hangs
 * inside a step; this is for what gets past both. Generous: evaluations are not charged, and a shared machine may run at a fraction of its speed.
 */
const hardDeadlineSeconds = (budgetSeconds: number): number => 300 + 20 * budgetSeconds;
