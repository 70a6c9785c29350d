import type { Backend, BackendName } from "@steepest/tensors/backend/backend.ts";
import type { QuickJSWASMModule } from "quickjs-emscripten-core";
import type { Clock } from "../harness/clock.ts";
import { runTrial } from "../harness/runTrial.ts";
import type { TrialProgressEvent } from "../harness/trialOptions.ts";
import type { Snapshots, TrialSnapshot } from "../harness/trialSnapshot.ts";
import type { PriceList } from "../schema/priceList.ts";
import type { TrialRecord } from "../schema/record.ts";
import type { LoadedWorkload, Workload } from "../workload/workload.ts";
import { librarySha256 } from "./library.ts";
import type { TrialJob } from "./trialJob.ts";

/** What a job needs of the place that it runs in: a child process, a Web Worker, the calling process itself. */
export interface JobHost {
  readonly clock: Clock;
  loadEngine(): Promise<QuickJSWASMModule>;
  openBackend(name: BackendName): Promise<Backend>;
  /** A workload with its data. A host that runs several jobs may give the same again. */
  loadWorkload(id: string): Promise<{ readonly workload: Workload; readonly loaded: LoadedWorkload }>;
  /** The price list of a hardware class, or null where the clock rules. */
  prices(hardwareClass: string): PriceList | null;
  /** Charged seconds beyond which the trial can change no score, as last heard; by default the job's own. */
  readonly capSeconds?: () => number | null;
  readonly signal?: AbortSignal;
  /** As in TrialOptions: awaited between steps. */
  readonly rest?: () => Promise<void> | null;
  /** As in TrialOptions: copies of the trial, and one that it goes on from. */
  readonly snapshots?: Snapshots;
  readonly resume?: TrialSnapshot;
  readonly onProgress?: (progress: JobProgress) => void;
  readonly onConsole?: (line: string) => void;
}

export type JobProgress = Omit<TrialProgressEvent, "phase"> & {
  readonly phase: TrialProgressEvent["phase"] | "load";
};

/** From a trial job to its record. Throws for what the user can change (data, backend, prices); everything else is in the record. */
export async function runJob(job: TrialJob, host: JobHost): Promise<TrialRecord> {
  const {
    environment,
    budgetSeconds,
    workload: id,
    submission,
    version: _version,
    capSeconds,
    ...options
  } = job;
  const none = { step: 0, chargedSeconds: 0, trainLoss: null, metric: null, evaluations: 0 };
  host.onProgress?.({ ...none, budgetSeconds, phase: "load" });
  const prices = host.prices(environment.hardwareClass);
  const [engine, backend, { workload, loaded }] = await Promise.all([
    host.loadEngine(),
    host.openBackend(environment.backend),
    host.loadWorkload(id),
  ]);
  const record = await runTrial({
    ...options,
    engine,
    backend,
    clock: host.clock,
    workload,
    loaded,
    prices,
    librarySha256: await librarySha256(prices),
    budgetSeconds,
    environment: {
      ...environment,
      featureLevel: backend.featureLevel,
      gpu: backend.device ?? environment.gpu,
    },
    capSeconds: host.capSeconds ?? (() => capSeconds),
    ...(host.signal ? { signal: host.signal } : {}),
    ...(host.rest ? { rest: host.rest } : {}),
    ...(host.snapshots ? { snapshots: host.snapshots } : {}),
    ...(host.resume ? { resume: host.resume } : {}),
    ...(host.onProgress ? { onProgress: host.onProgress } : {}),
    ...(host.onConsole ? { onConsole: host.onConsole } : {}),
  });
  // One whose manifest could not be read says no name itself.
  return { ...record, submission: { ...record.submission, name: submission } };
}
