import { describeEnvironment } from "../../apps/runner/src/environment.ts";
import { readSubmission } from "../../apps/runner/src/submission/readSubmission.ts";
import { createTrialJob } from "../../apps/runner/src/trial/createTrialJob.ts";
import { Crowd } from "../../apps/runner/src/trial/crowd.ts";
import { runTrialInChild } from "../../apps/runner/src/trial/runTrialInChild.ts";
import type { LocalTrialJob } from "../../apps/runner/src/trial/trialJob.ts";
import { submissionVersion } from "../../packages/core/submission/submissionVersion.ts";
import { openBackend } from "../../packages/tensors/backend/openBackend.ts";
import { prepareData } from "../../packages/workloads/node/prepareData.ts";
import type { BenchSection } from "./benchSection.ts";

const rounds = 5;
/** A few seconds of each on the reference machine. */
const steps = { mnist_mlp: 1000, mnist_cnn: 150, brown_lm: 100 } as const;

interface Cost {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
}

/** Charged CPU and wall seconds of each of so many trials that run at one time, a process and a core each. */
async function runTogether(job: LocalTrialJob, count: number): Promise<Cost[]> {
  const crowd = new Crowd();
  const trials = Array.from({ length: count }, () => runTrialInChild(job, { pin: true, crowd }).result);
  return (await Promise.all(trials)).map((ended) => {
    if (ended.kind !== "record") throw new Error(`a trial of the benchmark ended as ${ended.kind}`);
    const { wall, cpu } = ended.record.totals.charged;
    return { wallSeconds: wall ?? Number.NaN, cpuSeconds: cpu ?? Number.NaN };
  });
}

const median = (numbers: readonly number[]) =>
  numbers.toSorted((first, second) => first - second)[Math.floor(numbers.length / 2)] ?? Number.NaN;
const mean = (numbers: readonly number[]) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;

async function jobOf(workload: string, maxSteps: number): Promise<LocalTrialJob> {
  const source = readSubmission("submissions/nadamw", process.cwd());
  const directory = `${process.cwd()}/.steepest/data`;
  await prepareData(workload, { directory });
  const job = createTrialJob({
    planned: {
      workload,
      study: 0,
      trial: 0,
      seed: 1,
      hyperparameters: {
        lr: 1e-3,
        one_minus_beta1: 0.1,
        beta2: 0.99,
        weight_decay: 0.02,
        eps: 1e-8,
        warmup_factor: 0.05,
      },
    },
    submission: "nadamw",
    version: submissionVersion(source),
    source,
    ruleset: "external",
    environment: describeEnvironment({ backend: await openBackend("wasm"), jobs: 1 }),
    dataDirectory: directory,
    budgetSeconds: 3600,
  });
  // Only the model at the end is evaluated.
  return { ...job, evaluationPeriodSeconds: 3600, maxSteps };
}

/** What a trial costs when another one runs on the next core: `--jobs 2` against `--jobs 1`. */
export async function jobsSection(): Promise<BenchSection> {
  const rows: string[][] = [];
  for (const [workload, maxSteps] of Object.entries(steps)) {
    const job = await jobOf(workload, maxSteps);
    const alone: Cost[] = [];
    const together: Cost[] = [];
    const ratios: { cpu: number; wall: number }[] = [];
    for (let round = 0; round < rounds; round++) {
      // Which side goes first alternates: a machine that warms up or slows down favours neither.
      const order = round % 2 === 0 ? [1, 2] : [2, 1];
      const costs: Cost[][] = [];
      for (const count of order) costs[count] = await runTogether(job, count);
      const [one, two] = [costs[1] ?? [], costs[2] ?? []];
      alone.push(...one);
      together.push(...two);
      ratios.push({
        cpu: mean(two.map((cost) => cost.cpuSeconds)) / mean(one.map((cost) => cost.cpuSeconds)),
        wall: mean(two.map((cost) => cost.wallSeconds)) / mean(one.map((cost) => cost.wallSeconds)),
      });
    }
    rows.push([
      workload,
      median(alone.map((cost) => cost.cpuSeconds)).toFixed(2),
      median(together.map((cost) => cost.cpuSeconds)).toFixed(2),
      median(ratios.map((ratio) => ratio.cpu)).toFixed(3),
      median(ratios.map((ratio) => ratio.wall)).toFixed(3),
    ]);
  }
  return {
    title: "Two trials at once ÷ one alone",
    text: `Charged CPU seconds of a trial of a fixed number of steps (NadamW; ${Object.values(steps).join(", ")} steps), alone and with another one on the next core, each pinned to a core. Medians of ${rounds} rounds, each with both sides; the ratios are formed within a round. Aim: at most 1.05 in CPU time on two cores.`,
    columns: ["workload", "alone (CPU s)", "two at once (CPU s each)", "CPU ratio", "wall ratio"],
    rows,
  };
}
