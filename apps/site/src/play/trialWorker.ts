import { checkSubmission } from "@steepest/core/harness/checkSubmission.ts";
import { wallClock } from "@steepest/core/harness/clock.ts";
import { runJob } from "@steepest/core/job/runJob.ts";
import type { TrialJob } from "@steepest/core/job/trialJob.ts";
import { loadEngine } from "@steepest/core/sandbox/loadEngine.ts";
import { readManifest } from "@steepest/core/sandbox/readManifest.ts";
import { SubmissionError } from "@steepest/core/sandbox/submissionError.ts";
import type { Manifest } from "@steepest/core/schema/manifest.ts";
import type { TrialRecord } from "@steepest/core/schema/record.ts";
import type { SubmissionSource } from "@steepest/core/schema/sourceFiles.ts";
import type { LoadedWorkload, Workload } from "@steepest/core/workload/workload.ts";
import { featureLevelHere } from "@steepest/tensors/backend/modules/trainingModules.ts";
import { type Backend, openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { webgpuBackend } from "@steepest/tensors/backend/webgpuBackend.ts";
import { card } from "@steepest/workloads/catalogue.ts";
import { classOf } from "@steepest/workloads/hardwareClasses.ts";
import { httpDataReader } from "@steepest/workloads/httpDataReader.ts";
import { loadWorkload } from "@steepest/workloads/loadWorkload.ts";
import { priceListOf } from "@steepest/workloads/priceLists.ts";
import { trialTimes } from "@steepest/workloads/trialTimes.ts";
import wasmUrl from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import { answerCalls } from "./callWorker.ts";
import { describeTab } from "./describeTab.ts";
import { type Practice, practiceJobs } from "./practiceJobs.ts";

/** What is told of a running trial: a point of its curve at each evaluation, how far it is some times a second. */
export interface TrialNews {
  readonly run: number;
  readonly phase: string;
  readonly step: number;
  readonly chargedSeconds: number;
  readonly budgetSeconds: number;
  /** Of the evaluation that was just made. */
  readonly point: { readonly x: number; readonly y: number | null } | null;
}
export type WorkerNews = { readonly news: TrialNews } | { readonly printed: string; readonly run: number };

export interface Mistake {
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly message: string;
  readonly solution: string;
}
export type Description = { readonly manifest: Manifest } | { readonly mistake: Mistake };
type BackendOfTab = "wasm" | "webgpu";

const millisecondsBetweenNews = 100;

let backend: Promise<Backend> | null = null;
const loaded = new Map<string, Promise<{ workload: Workload; loaded: LoadedWorkload }>>();
let resting: PromiseWithResolvers<void> | null = null;

const load = (id: string) => {
  const known =
    loaded.get(id) ??
    loadWorkload(id).then(async (workload) => ({
      workload,
      loaded: await workload.load(httpDataReader(id, `${location.origin}/v1/data`)),
    }));
  loaded.set(id, known);
  // One that failed is tried again.
  known.catch(() => loaded.delete(id));
  return known;
};

async function run(id: number, job: TrialJob): Promise<TrialRecord> {
  let evaluations = 0;
  let toldAt = 0;
  const tell = (message: WorkerNews) => postMessage(message);
  return runJob(job, {
    clock: wallClock,
    loadEngine,
    openBackend: async () => opened(),
    loadWorkload: load,
    prices: priceListOf,
    rest: () => resting?.promise ?? null,
    onConsole: (printed) => tell({ printed, run: id }),
    onProgress({ phase, step, chargedSeconds, budgetSeconds, metric, evaluations: made }) {
      const isEvaluation = made > evaluations;
      const now = performance.now();
      if (!isEvaluation && now - toldAt < millisecondsBetweenNews) return;
      toldAt = now;
      evaluations = made;
      const point = isEvaluation ? { x: chargedSeconds, y: metric } : null;
      tell({ news: { run: id, phase, step, chargedSeconds, budgetSeconds, point } });
    },
  });
}

function opened(): Promise<Backend> {
  if (backend === null) throw new Error("no backend was opened");
  return backend;
}

/** Everything that takes strangers' sources or long: apart from the page, so that an endless loop cannot freeze it. */
const functions = {
  /** Loads sandbox and backend, and says what the tab has. */
  async open(name: BackendOfTab) {
    backend ??= openBackend(name, name === "wasm" ? { wasmUrl } : {});
    const [{ featureLevel, device }] = await Promise.all([backend, loadEngine()]);
    const hardwareClass = classOf({ name, featureLevel });
    return { backend: name, featureLevel, hardwareClass, gpu: device ?? null };
  },
  /** The GPU that a tab could practise on, or null. One that is imitated in software is slower than wasm: it is for whoever asks for it. */
  async gpu(isSoftwareToo: boolean) {
    const { available, software, device, reason } = await webgpuBackend.describe();
    if (!available || (software === true && !isSoftwareToo)) return null;
    return `${device ?? reason}${software ? " (in software)" : ""}`;
  },
  async load(workload: string) {
    await Promise.all([load(workload), featureLevelHere()]);
    return null;
  },
  async describe(source: SubmissionSource): Promise<Description> {
    try {
      return { manifest: await readManifest(source, await loadEngine()) };
    } catch (error) {
      if (!(error instanceof SubmissionError)) throw error;
      const { file, line, column, message, solution } = error;
      return { mistake: { file, line, column, message, solution } };
    }
  },
  async check(source: SubmissionSource) {
    return checkSubmission(source, { engine: await loadEngine(), backend: await opened() });
  },
  /** One point of a practice as a trial: its record. */
  async practise({ run: id, at, practice, tab }: PractiseRequest) {
    const environment = describeTab(tab);
    const job = practiceJobs({ ...practice, environment })[at];
    if (job === undefined) throw new Error(`the practice has no point ${at}`);
    return run(id, job);
  },
  /** A trial as an entry plans it: the record that is claimed. */
  async claim({ run: id, planned, tab }: ClaimRequest) {
    const times = trialTimes(card(planned.workload), tab.hardwareClass, planned.ruleset);
    return run(id, { ...planned, ...times, environment: describeTab(tab), capSeconds: null });
  },
  rest(isResting: boolean) {
    if (isResting) resting ??= Promise.withResolvers<void>();
    else {
      resting?.resolve();
      resting = null;
    }
    return null;
  },
};
export type TrialFunctions = typeof functions;

/** What the page knows of where trials run. */
export interface TabTerms {
  readonly backend: BackendOfTab;
  readonly featureLevel: string;
  readonly hardwareClass: string;
  readonly gpu: string | null;
  /** Trials side by side. */
  readonly jobs: number;
}
interface PractiseRequest {
  readonly run: number;
  readonly at: number;
  readonly practice: Omit<Practice, "environment">;
  readonly tab: TabTerms;
}
interface ClaimRequest {
  readonly run: number;
  readonly planned: Omit<
    TrialJob,
    "environment" | "capSeconds" | "budgetSeconds" | "evaluationPeriodSeconds"
  >;
  readonly tab: TabTerms;
}

answerCalls(functions);
