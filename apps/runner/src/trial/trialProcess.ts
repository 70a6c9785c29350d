/**
 * The process of one trial: takes a job from its parent by IPC, runs it, sends progress and the record, and ends.
 * It holds hostile code, so it is given no environment and lives for one trial only.
 */
import { setImmediate as macrotask } from "node:timers/promises";
import { UserError } from "@steepest/base/userError.ts";
import type { TrialSnapshot } from "@steepest/core/harness/trialSnapshot.ts";
import { runJob } from "@steepest/core/job/runJob.ts";
import { loadEngine } from "@steepest/core/sandbox/loadEngine.ts";
import { registerNodeProviders } from "@steepest/tensors/backend/node/nodeProviders.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { loadWorkload } from "@steepest/workloads/loadWorkload.ts";
import { prepareData } from "@steepest/workloads/node/prepareData.ts";
import { loadOwnWorkload, ownDataReader } from "@steepest/workloads/own/node/loadOwnWorkload.ts";
import { pricesFor } from "@steepest/workloads/worlds/worldPrices.ts";
import { packSnapshot, type SnapshotMessage, unpackSnapshot } from "../snapshots/snapshotMessage.ts";
import { ignoreSignals } from "./ignoreSignals.ts";
import { nodeClock } from "./nodeClock.ts";
import type { LocalTrialJob } from "./trialJob.ts";
import { type ChildProgress, type FromChild, toChildSchema } from "./trialMessages.ts";

const progressPeriodSeconds = 0.25;

const cancellation = new AbortController();
let capSeconds: number | null = null;

const send = (message: FromChild) =>
  new Promise<void>((resolve) => {
    if (process.send === undefined)
      throw new Error("trialProcess.ts runs as a child process with an IPC channel");
    process.send(message, () => resolve());
  });

function throttledProgress(): (progress: ChildProgress) => void {
  let lastSent = Number.NEGATIVE_INFINITY;
  let lastPhase: string | null = null;
  let lastEvaluations = 0;
  return (progress) => {
    const now = nodeClock.wall();
    const isNews = progress.phase !== lastPhase && progress.phase !== "train";
    if (!isNews && progress.evaluations === lastEvaluations && now - lastSent < progressPeriodSeconds) return;
    [lastSent, lastPhase, lastEvaluations] = [now, progress.phase, progress.evaluations];
    void send({ type: "progress", progress });
  };
}

/** Reads a workload's data: files that are prepared once, or those beside a user's own workload. */
const readerOf = ({ workload, workloadFile, dataDirectory }: LocalTrialJob) =>
  workloadFile === undefined
    ? prepareData(workload, { directory: dataDirectory })
    : ownDataReader(workloadFile);

interface Going {
  readonly snapshotSeconds: number | null;
  readonly resume: SnapshotMessage | null;
}

/** Snapshots so many wall seconds apart, sent to the parent: this process may write nothing. */
function sentSnapshots(seconds: number) {
  let last = nodeClock.wall();
  return {
    isDue: () => nodeClock.wall() - last >= seconds,
    async keep(snapshot: TrialSnapshot) {
      await send({ type: "snapshot", snapshot: packSnapshot(snapshot) });
      last = nodeClock.wall();
    },
  };
}

async function run(job: LocalTrialJob, { snapshotSeconds, resume }: Going): Promise<FromChild> {
  const { workloadFile } = job;
  if (workloadFile !== undefined) await loadOwnWorkload(workloadFile);
  registerNodeProviders();
  const tell = throttledProgress();
  const printed: string[] = [];
  // Not line by line: sending is charged to the submission while it runs.
  const sendPrinted = () => {
    if (printed.length > 0) void send({ type: "console", lines: printed.splice(0) });
  };
  const onProgress = (progress: ChildProgress) => {
    sendPrinted();
    tell(progress);
  };
  const record = await runJob(job, {
    clock: nodeClock,
    loadEngine,
    openBackend,
    async loadWorkload(id) {
      const [workload, read] = await Promise.all([loadWorkload(id), readerOf(job)]);
      return { workload, loaded: await workload.load(read) };
    },
    prices: (id) => pricesFor(id, workloadFile !== undefined),
    capSeconds: () => capSeconds,
    ...(snapshotSeconds === null ? {} : { snapshots: sentSnapshots(snapshotSeconds) }),
    ...(resume === null ? {} : { resume: unpackSnapshot(resume) }),
    signal: cancellation.signal,
    onProgress,
    onConsole: (line) => printed.push(line),
  });
  sendPrinted();
  return { type: "record", record };
}

function refusal(error: UserError): FromChild {
  const { code, message: what, details = null, solution } = error;
  return { type: "refused", error: { code, what, details, solution } };
}

process.on("message", (raw) => {
  const message = toChildSchema.parse(raw);
  if (message.type === "cap") capSeconds = message.capSeconds;
  else if (message.type === "cancel") cancellation.abort();
  else {
    capSeconds = message.job.capSeconds;
    run(message.job, message)
      .catch((error) => {
        if (error instanceof UserError) return refusal(error);
        throw error;
      })
      .then(send)
      // What was queued before it goes out first; then the process has nothing left to live for.
      .then(() => macrotask())
      .then(() => process.exit(0));
  }
});
ignoreSignals();
// The parent is gone: nobody waits for this trial.
process.on("disconnect", () => process.exit(0));
await send({ type: "ready" });
