import { readFile, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { UserError } from "@steepest/base/userError.ts";
import type { WorkloadTarget } from "@steepest/core/schema/workloadCard.ts";
import { anyCard, cards } from "../catalogue.ts";
import { priceListOf } from "../priceLists.ts";
import { mostCurveBytes, type TargetCurves, targetCurvesSchema } from "../targetCurves.ts";
import { prepareData } from "./prepareData.ts";
import { bestValue } from "./targets/bestValue.ts";
import { chooseTarget, winnerOf } from "./targets/chooseTarget.ts";
import { curvesOf } from "./targets/curvesOf.ts";
import { rerunsOf, unbarred, winnerRun } from "./targets/reruns.ts";
import { RunLog } from "./targets/runLog.ts";
import { runPool, type TargetTask } from "./targets/runPool.ts";
import { bestOfBase, searchSpaces } from "./targets/searchSpaces.ts";
import { seconds } from "./targets/seconds.ts";
import { targetFiles } from "./targets/targetFiles.ts";
import type { TargetRun, TargetRunResult } from "./targets/targetRun.ts";
import { wholeNumber } from "./targets/wholeNumber.ts";
import { workloadVersion } from "./targets/workloadVersion.ts";

const help = `Sets the targets of workloads by AlgoPerf's procedure and writes them to <workload>/target.json
and curves.json.
Interrupted runs go on where they stopped; runs on other data, of a model with other parameters or by another price list do not
count (after a change of the forward pass or of a submission, delete DIR/targets/ID.jsonl). A held-out variant is not
searched: it gets what the two best algorithms did best with on its base.

  node packages/workloads/node/setTargets.ts [--workload ID]... [options]

  --workload ID   which ones (default: all)
  --trials N      search runs per algorithm (default 6)
  --reruns N      re-runs of the winner with new seeds (default 5)
  --steps N       steps of every run (default: those of the last time, in target.json; a variant's: its base's)
  --seed N        of search spaces and runs (default 0)
  --jobs N        runs at once (default: one for each core)
  --restate       train the winner's re-runs again and rewrite their times and curves; the target stays (for a new price list)
  --directory DIR holds data and run logs (default .steepest)
`;

const hardwareClass = "cpu-wasm";

const { values } = parseArgs({
  options: {
    workload: { type: "string", multiple: true, default: cards.map(({ id }) => id) },
    trials: { type: "string", default: "6" },
    reruns: { type: "string", default: "5" },
    steps: { type: "string" },
    seed: { type: "string", default: "0" },
    jobs: { type: "string", default: String(availableParallelism()) },
    restate: { type: "boolean", default: false },
    directory: { type: "string", default: ".steepest" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(help);
} else {
  try {
    for (const id of values.workload) await (values.restate ? restate(id) : setTarget(id));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    console.error([error.message, error.details, error.solution].filter(Boolean).join("\n"));
    process.exitCode = 1;
  }
}

async function setTarget(id: string): Promise<void> {
  const { metric, variantOf } = anyCard(id);
  const seed = wholeNumber("seed", values.seed, 0);
  const steps = wholeNumber("steps", values.steps ?? String(stepsOf(id)), 10);
  const log = await openLog(id);
  const searched =
    variantOf === null
      ? await searchSpaces({ id, steps, seed, trials: wholeNumber("trials", values.trials, 1) }, (tasks) =>
          finish(id, tasks, log),
        )
      : await finish(id, unbarred(await runsOfVariant(variantOf, { workload: id, seed, steps })), log);
  const winner = winnerOf(metric.direction, searched).run;
  console.log(`${id}: ${winner.algorithm} wins with ${JSON.stringify(winner.hyperparameters)}`);
  const count = wholeNumber("reruns", values.reruns, 1);
  const reruns = await finish(id, unbarred(rerunsOf(winner, seed, count)), log);
  const options = [`--reruns ${count}`, `--steps ${steps}`, `--seed ${seed}`];
  if (variantOf === null) options.unshift(`--trials ${values.trials}`);
  const target = chooseTarget({
    metric,
    hardwareClass,
    search: searched,
    reruns,
    searched: variantOf === null ? "base" : "variant",
    command: `node packages/workloads/node/setTargets.ts --workload ${id} ${options.join(" ")}`,
    date: new Date().toISOString().slice(0, 10),
  });
  await write(id, target, curvesOf(steps, searched, reruns));
}

/** What is tried on a variant. */
async function runsOfVariant(
  base: string,
  run: Pick<TargetRun, "workload" | "seed" | "steps">,
): Promise<TargetRun[]> {
  const card = anyCard(base);
  const text = await readFile(targetFiles(card).curves, "utf8").catch(() => {
    throw new UserError({
      code: "no-base-target",
      what: `The runs that set the target of ${base} are not there.`,
      solution: `Set the target of ${base} first.`,
    });
  });
  return bestOfBase(card.metric, targetCurvesSchema.parse(JSON.parse(text)), run);
}

/** Times are those of a price list: runs by another do not count. */
async function openLog(id: string): Promise<RunLog> {
  const version = `${await workloadVersion(id)}, prices ${priceListOf(hardwareClass)?.version ?? "none"}`;
  return RunLog.open(`${values.directory}/targets/${id}.jsonl`, version);
}

/** Those of the last time; a variant runs as long as its base. */
function stepsOf(id: string): number {
  const { target, variantOf } = anyCard(id);
  return variantOf === null ? target.provenance.winner.steps : stepsOf(variantOf);
}

/** Rewrites the times of a target, which stays as it is: the winner's re-runs are trained again. */
async function restate(id: string): Promise<void> {
  const card = anyCard(id);
  const { metric, target } = card;
  const { winner } = target.provenance;
  const run = winnerRun(id, winner);
  const log = await openLog(id);
  const runs = unbarred(rerunsOf(run, wholeNumber("seed", values.seed, 0), winner.validation.length));
  const reruns = await finish(id, runs, log);
  const text = await readFile(targetFiles(card).curves, "utf8").catch(() => null);
  const curves = text === null ? null : targetCurvesSchema.parse(JSON.parse(text));
  const times = seconds(metric, target.validation, reruns);
  const restated: WorkloadTarget = {
    ...target,
    budgetSeconds: { ...target.budgetSeconds, [hardwareClass]: times.budgetSeconds },
    evaluationPeriodSeconds: {
      ...target.evaluationPeriodSeconds,
      [hardwareClass]: times.evaluationPeriodSeconds,
    },
    provenance: {
      ...target.provenance,
      winner: {
        ...winner,
        chargedSeconds: times.chargedSeconds,
        timeToTargetSeconds: times.timeToTargetSeconds,
        evaluationSeconds: times.evaluationSeconds,
      },
    },
  };
  await write(
    id,
    restated,
    curves === null ? undefined : { ...curves, reruns: curvesOf(run.steps, [], reruns).reruns },
  );
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
  const { metric } = anyCard(id);
  let done = 0;
  await runPool(tasks, {
    workload: id,
    dataDirectory,
    ofClass: { hardwareClass, backend: "wasm" },
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

async function write(id: string, target: WorkloadTarget, curves?: TargetCurves): Promise<void> {
  const files = targetFiles(anyCard(id));
  await writeFile(files.target, `${JSON.stringify(target, null, 2)}\n`);
  if (curves !== undefined) {
    const text = `${JSON.stringify(targetCurvesSchema.parse(curves))}\n`;
    if (text.length > mostCurveBytes) throw new Error(`the curves of ${id} take ${text.length} bytes`);
    await writeFile(files.curves, text);
  }
  console.log(
    `${id}: target ${target.validation} (test ${target.test}), budget ${target.budgetSeconds[hardwareClass]} s`,
  );
}
