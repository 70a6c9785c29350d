import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { loadEngine } from "@steepest/core/sandbox/loadEngine.ts";
import { readManifest } from "@steepest/core/sandbox/readManifest.ts";
import type { HyperparameterPoint } from "@steepest/core/schema/searchSpace.ts";
import { UserError } from "@steepest/core/schema/userError.ts";
import type { WorkloadTarget } from "@steepest/core/schema/workloadCard.ts";
import { samplePoints } from "@steepest/core/score/searchSpace/samplePoints.ts";
import { cardOrDraft, cards } from "../catalogue.ts";
import { prepareData } from "./prepareData.ts";
import { bestValue } from "./targets/bestValue.ts";
import { chooseTarget, winnerOf } from "./targets/chooseTarget.ts";
import { stoppingSteps } from "./targets/evaluationSteps.ts";
import { RunLog } from "./targets/runLog.ts";
import { runPool, type TargetTask } from "./targets/runPool.ts";
import { referenceSource } from "./targets/runTarget.ts";
import { seconds } from "./targets/seconds.ts";
import { stoppingBars } from "./targets/stoppingBars.ts";
import type { TargetRun, TargetRunResult } from "./targets/targetRun.ts";

const help = `Sets the targets of workloads by AlgoPerf's procedure and writes them to <workload>/target.json.
Interrupted runs go on where they stopped.

  node packages/workloads/node/setTargets.ts [--workload ID]... [options]

  --workload ID   which ones (default: all)
  --trials N      search runs per algorithm (default 6)
  --reruns N      re-runs of the winner with new seeds (default 5)
  --steps N       steps of every run (default: those of the last time, in target.json)
  --seed N        of search spaces and runs (default 0)
  --jobs N        runs at once (default 1)
  --measure       re-run the winner of target.json on this (quiet) machine and rewrite only the seconds
  --directory DIR holds data and run logs (default .steepest)
`;

const algorithms = ["adamw", "nadamw", "nesterov", "heavy_ball"];
const hardwareClass = "cpu-wasm";

const { values } = parseArgs({
  options: {
    workload: { type: "string", multiple: true, default: cards.map(({ id }) => id) },
    trials: { type: "string", default: "6" },
    reruns: { type: "string", default: "5" },
    steps: { type: "string" },
    seed: { type: "string", default: "0" },
    jobs: { type: "string", default: "1" },
    measure: { type: "boolean", default: false },
    directory: { type: "string", default: ".steepest" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(help);
} else {
  try {
    for (const id of values.workload) await (values.measure ? measure(id) : setTarget(id));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    console.error(`${error.message} ${error.solution}`);
    process.exitCode = 1;
  }
}

async function setTarget(id: string): Promise<void> {
  const { metric, target } = cardOrDraft(id);
  const seed = wholeNumber("seed", values.seed, 0);
  const steps = wholeNumber("steps", values.steps ?? String(target.provenance.winner.steps), 10);
  const log = await RunLog.open(`${values.directory}/targets/${id}.jsonl`);
  const searched = await search(id, { log, steps, seed });
  const winner = winnerOf(metric.direction, searched).run;
  console.log(`${id}: ${winner.algorithm} wins with ${JSON.stringify(winner.hyperparameters)}`);
  const reruns = await finish(
    id,
    unbarred(rerunsOf(winner, seed, wholeNumber("reruns", values.reruns, 1))),
    log,
  );
  await write(
    id,
    chooseTarget({
      direction: metric.direction,
      hardwareClass,
      search: searched,
      reruns,
      command: `node packages/workloads/node/setTargets.ts --workload ${id} --trials ${values.trials} --reruns ${values.reruns} --steps ${steps} --seed ${seed}`,
      date: new Date().toISOString().slice(0, 10),
    }),
  );
}

/**
 * The search: a round for every trial, in which each algorithm trains its next point. A run that falls behind the median of its algorithm's earlier ones
 * ends there; because rounds follow each other, which ones do depends on no timing.
 */
async function search(
  id: string,
  { log, steps, seed }: { readonly log: RunLog; readonly steps: number; readonly seed: number },
): Promise<TargetRunResult[]> {
  const { direction } = cardOrDraft(id).metric;
  const engine = await loadEngine();
  const trials = wholeNumber("trials", values.trials, 1);
  const points = await Promise.all(
    algorithms.map(async (algorithm) => {
      const { hyperparameters } = await readManifest(await referenceSource(algorithm), engine);
      return samplePoints(hyperparameters, trials, seed);
    }),
  );
  const rounds: TargetRunResult[][] = [];
  for (let trial = 0; trial < trials; trial++) {
    const tasks = algorithms.map((algorithm, at): TargetTask => {
      const hyperparameters = points[at]?.[trial] as HyperparameterPoint;
      const earlier = rounds.map((round) => round[at] as TargetRunResult);
      return {
        run: { workload: id, algorithm, purpose: "search", hyperparameters, seed, steps },
        bars: stoppingBars(direction, earlier, stoppingSteps(steps)),
      };
    });
    rounds.push(await finish(id, tasks, log));
  }
  // Algorithm by algorithm.
  return algorithms.flatMap((_, at) => rounds.map((round) => round[at] as TargetRunResult));
}

/** The same re-runs again, for their times alone: the metrics are those of target.json whatever the machine does. */
async function measure(id: string): Promise<void> {
  const { metric, target } = cardOrDraft(id);
  const { winner } = target.provenance;
  const run: TargetRun = {
    workload: id,
    algorithm: winner.name,
    purpose: "rerun",
    hyperparameters: winner.hyperparameters,
    seed: 0,
    steps: winner.steps,
  };
  const reruns: TargetRunResult[] = [];
  const runs = rerunsOf(run, wholeNumber("seed", values.seed, 0), winner.validation.length);
  await train(id, unbarred(runs), 1, async (result) => {
    reruns.push(result);
  });
  const measured = seconds(metric.direction, target.validation, reruns);
  await write(id, {
    ...target,
    budgetSeconds: { ...target.budgetSeconds, [hardwareClass]: measured.budgetSeconds },
    evaluationPeriodSeconds: {
      ...target.evaluationPeriodSeconds,
      [hardwareClass]: measured.evaluationPeriodSeconds,
    },
    provenance: {
      ...target.provenance,
      winner: {
        ...winner,
        chargedSeconds: measured.chargedSeconds,
        timeToTargetSeconds: measured.timeToTargetSeconds,
      },
    },
  });
}

function wholeNumber(option: string, text: string, least: number): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= least) return number;
  throw new UserError({
    code: "bad-option",
    what: `--${option} is ${text}.`,
    solution: `Give a whole number of at least ${least}.`,
  });
}

/** Runs that go to their end whatever they reach. */
const unbarred = (runs: readonly TargetRun[]): TargetTask[] => runs.map((run) => ({ run, bars: [] }));

/** Seeds that no search run has. */
function rerunsOf(winner: TargetRun, seed: number, count: number): TargetRun[] {
  return Array.from({ length: count }, (_, at) => ({ ...winner, purpose: "rerun", seed: seed + 1000 + at }));
}

/** The results of all runs, in their order: those of the log, and the missing ones trained now. */
async function finish(id: string, tasks: readonly TargetTask[], log: RunLog): Promise<TargetRunResult[]> {
  const missing = tasks.filter(({ run }) => log.get(run) === undefined);
  await train(id, missing, wholeNumber("jobs", values.jobs, 1), (result) => log.add(result));
  return tasks.map(({ run }) => log.get(run) as TargetRunResult);
}

async function train(
  id: string,
  tasks: readonly TargetTask[],
  jobs: number,
  onResult: (result: TargetRunResult) => Promise<void>,
): Promise<void> {
  const dataDirectory = `${values.directory}/data`;
  await prepareData(id, { directory: dataDirectory });
  const { metric } = cardOrDraft(id);
  let done = 0;
  await runPool(tasks, {
    workload: id,
    dataDirectory,
    jobs,
    async onResult(result) {
      await onResult(result);
      const best = bestValue(metric.direction, result)?.toFixed(4) ?? "diverged";
      done += 1;
      console.log(
        `${id} ${done}/${tasks.length} ${result.run.algorithm} ${result.run.purpose}: ${metric.name} ${best}, test ${result.test?.toFixed(4) ?? "none"}, ${result.chargedSeconds.toFixed(1)} s`,
      );
    },
  });
}

async function write(id: string, target: WorkloadTarget): Promise<void> {
  const path = new URL(`../${id}/target.json`, import.meta.url);
  await writeFile(path, `${JSON.stringify(target, null, 2)}\n`);
  console.log(
    `${id}: target ${target.validation} (test ${target.test}), budget ${target.budgetSeconds[hardwareClass]} s`,
  );
}
