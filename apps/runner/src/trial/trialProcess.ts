/**
 * The process of one trial: takes a job from its parent by IPC, runs it, sends progress and the record, and ends.
 * It holds hostile code, so it is given no environment and lives for one trial only.
 */
import { setImmediate as macrotask } from "node:timers/promises";
import { registerNodeProviders } from "@steepest/core/backend/node/nodeProviders.ts";
import { openBackend } from "@steepest/core/backend/openBackend.ts";
import { runTrial } from "@steepest/core/harness/runTrial.ts";
import { loadEngine } from "@steepest/core/sandbox/loadEngine.ts";
import { UserError } from "@steepest/core/schema/userError.ts";
import { loadWorkload } from "@steepest/workloads/loadWorkload.ts";
import { prepareData } from "@steepest/workloads/node/prepareData.ts";
import { ignoreSignals } from "./ignoreSignals.ts";
import { nodeClock } from "./nodeClock.ts";
import type { TrialJob } from "./trialJob.ts";
import { type FromChild, type TrialProgress, toChildSchema } from "./trialMessages.ts";

const progressPeriodSeconds = 0.25;

const cancellation = new AbortController();
let capSeconds: number | null = null;

const send = (message: FromChild) =>
  new Promise<void>((resolve) => {
    if (process.send === undefined)
      throw new Error("trialProcess.ts runs as a child process with an IPC channel");
    process.send(message, () => resolve());
  });

function throttledProgress(): (progress: TrialProgress) => void {
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

async function run(job: TrialJob): Promise<FromChild> {
  registerNodeProviders();
  const tell = throttledProgress();
  const printed: string[] = [];
  // Not line by line: sending is charged to the submission while it runs.
  const sendPrinted = () => {
    if (printed.length > 0) void send({ type: "console", lines: printed.splice(0) });
  };
  const onProgress = (progress: TrialProgress) => {
    sendPrinted();
    tell(progress);
  };
  const { budgetSeconds, environment } = job;
  const loading = { step: 0, chargedSeconds: 0, trainLoss: null, metric: null, evaluations: 0 } as const;
  onProgress({ ...loading, budgetSeconds, phase: "load" });
  const [engine, backend, workload, read] = await Promise.all([
    loadEngine(),
    openBackend(environment.backend),
    loadWorkload(job.workload),
    prepareData(job.workload, { directory: job.dataDirectory }),
  ]);
  const loaded = await workload.load(read);
  const record = await runTrial({
    engine,
    backend,
    clock: nodeClock,
    workload,
    loaded,
    source: job.source,
    ruleset: job.ruleset,
    hyperparameters: job.hyperparameters,
    study: job.study,
    trial: job.trial,
    seed: job.seed,
    budgetSeconds,
    evaluationPeriodSeconds: job.evaluationPeriodSeconds,
    environment: {
      ...environment,
      featureLevel: backend.featureLevel,
      gpu: backend.device ?? environment.gpu,
    },
    ...(job.maxSteps === undefined ? {} : { maxSteps: job.maxSteps }),
    capSeconds: () => capSeconds,
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
    run(message.job)
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
