import { arch, cpus, platform, totalmem } from "node:os";
import { wallClock } from "@steepest/core/harness/clock.ts";
import { runJob } from "@steepest/core/job/runJob.ts";
import type { TrialJob } from "@steepest/core/job/trialJob.ts";
import { loadEngine } from "@steepest/core/sandbox/loadEngine.ts";
import { officialSeconds } from "@steepest/core/schema/record.ts";
import { submissionVersion } from "@steepest/core/submission/submissionVersion.ts";
import type { LoadedWorkload, Workload } from "@steepest/core/workload/workload.ts";
import { type BackendName, openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { loadWorkload } from "../../loadWorkload.ts";
import { priceListOf } from "../../priceLists.ts";
import { prepareData } from "../prepareData.ts";
import { referenceSource } from "../referenceSource.ts";
import { better } from "./bestValue.ts";
import { evaluationSteps, lastSearchStep } from "./evaluationSteps.ts";
import type { TargetTask } from "./runPool.ts";
import { isBelow } from "./stoppingBars.ts";
import type { TargetRunResult } from "./targetRun.ts";

/** Of which class the times of a run are, and what it computes on. */
export interface TargetClass {
  readonly hardwareClass: string;
  readonly backend: BackendName;
}

/** A runner of target-setting runs: loads the workload once, then trains run after run. */
export async function createTargetRunner(
  id: string,
  dataDirectory: string,
  { hardwareClass, backend: backendName }: TargetClass,
): Promise<{ run(task: TargetTask): Promise<TargetRunResult> }> {
  const backend = await openBackend(backendName);
  const engine = await loadEngine();
  const workload: Workload = await loadWorkload(id);
  const loaded: LoadedWorkload = await workload.load(await prepareData(id, { directory: dataDirectory }));
  const processors = cpus();
  const { metric } = workload.card;
  return {
    async run({ run, bars }) {
      const end = new AbortController();
      // Nobody asks for the test value of a search run, which ends early.
      const lastStep = run.purpose === "search" ? lastSearchStep(run.steps) : Infinity;
      let evaluated = 0;
      let best: number | null = null;
      const source = referenceSource(run.algorithm);
      const job: TrialJob = {
        workload: id,
        source,
        submission: run.algorithm,
        version: submissionVersion(source),
        ruleset: "external",
        hyperparameters: run.hyperparameters,
        study: 0,
        trial: 0,
        seed: run.seed,
        budgetSeconds: 600,
        evaluationPeriodSeconds: 600,
        capSeconds: null,
        environment: {
          steepest: "target setting",
          backend: backend.name,
          featureLevel: backend.featureLevel,
          hardwareClass,
          runtime: `node ${process.versions.node}`,
          os: `${platform()} ${arch()}`,
          cpu: processors[0]?.model ?? "unknown",
          cores: Math.max(1, processors.length),
          memoryBytes: totalmem(),
          gpu: null,
          jobs: 1,
          calibrationSeconds: null,
        },
        // Out of reach, so that every run goes to its last step.
        target: metric.direction === "min" ? -Number.MAX_VALUE : Number.MAX_VALUE,
        stepHint: run.steps,
        evaluationSteps: evaluationSteps(run.steps),
        maxSteps: run.steps,
        ignoreBudget: true,
        continueAfterTarget: true,
      };
      const record = await runJob(job, {
        clock: wallClock,
        loadEngine: async () => engine,
        openBackend: async () => backend,
        loadWorkload: async () => ({ workload, loaded }),
        prices: priceListOf,
        signal: end.signal,
        onProgress({ step, metric: value, evaluations }) {
          if (evaluations === evaluated) return;
          evaluated = evaluations;
          best = better(metric.direction, best, value);
          if (step >= lastStep || isBelow(metric.direction, bars, { step, best })) end.abort();
        },
      });
      if (record.outcome.kind === "failed") {
        throw new Error(`${run.algorithm} failed on ${id}: ${record.outcome.reason}`);
      }
      return {
        run,
        evaluations: record.evaluations.map((evaluation) => ({
          step: evaluation.step,
          value: evaluation.validation[metric.name] ?? null,
          chargedSeconds: officialSeconds(record, evaluation.charged),
          evaluationSeconds: evaluation.evaluationSeconds,
        })),
        test: record.test?.[metric.name] ?? null,
        chargedSeconds: officialSeconds(record, record.totals.charged),
        wallSeconds: record.totals.charged.wall ?? Number.NaN,
      };
    },
  };
}
