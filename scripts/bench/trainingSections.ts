import { describeEnvironment } from "../../apps/runner/src/environment.ts";
import { readSubmission } from "../../apps/runner/src/submission/readSubmission.ts";
import { hyperparameters } from "../../packages/core/harness/bench/handWritten.ts";
import {
  measurePricingOverhead,
  measureSandboxOverhead,
} from "../../packages/core/harness/bench/sandboxOverhead.ts";
import { measureTrainSteps } from "../../packages/core/harness/bench/trainSteps.ts";
import { wallClock } from "../../packages/core/harness/clock.ts";
import { runTrial } from "../../packages/core/harness/runTrial.ts";
import { loadEngine } from "../../packages/core/sandbox/loadEngine.ts";
import type { LoadedWorkload, Workload } from "../../packages/core/workload/workload.ts";
import { openBackend } from "../../packages/tensors/backend/openBackend.ts";
import { suite } from "../../packages/workloads/catalogue.ts";
import { loadWorkload } from "../../packages/workloads/loadWorkload.ts";
import { prepareData } from "../../packages/workloads/node/prepareData.ts";
import { priceListOf } from "../../packages/workloads/priceLists.ts";
import type { BenchSection } from "./benchSection.ts";

const source = readSubmission("submissions/nadamw", process.cwd());

async function eachWorkload<Result>(
  measure: (workload: Workload, loaded: LoadedWorkload) => Promise<Result>,
): Promise<Result[]> {
  await openBackend("wasm");
  const results: Result[] = [];
  for (const id of suite("quick").workloads) {
    const [workload, read] = [await loadWorkload(id), await prepareData(id)];
    const loaded = await workload.load(read);
    results.push(await measure(workload, loaded));
    loaded.dispose();
  }
  return results;
}

/** What the sandbox costs: a step of NadamW inside it against the same step written by hand in tfjs. */
export async function sandboxSection(): Promise<BenchSection> {
  const rows = await eachWorkload((workload, loaded) => measureSandboxOverhead(workload, loaded, source));
  return {
    title: "Sandboxed step ÷ the same step by hand",
    text: "One NadamW step at the workload's batch size, gradient included: the reference submission in the sandbox, and the same arithmetic written in tfjs leaf by leaf without any sandbox. Blocks of both alternate; the ratio is the median over neighbouring blocks. Aim: at most 1.03.",
    columns: ["workload", "sandboxed (ms)", "by hand (ms)", "ratio"],
    rows: rows.map((row) => [
      row.workload,
      row.sandboxedMilliseconds.toFixed(2),
      row.handWrittenMilliseconds.toFixed(2),
      row.ratio.toFixed(3),
    ]),
  };
}

/** Step by step, and after as many steps as engines take to compile the rarer path of the two: a difference of a hundredth is looked for. */
const pricedBlocks = { blocks: 800, stepsPerBlock: 1, warmBlocks: 400 };

/** What it costs that every operation is priced. */
export async function pricingSection(): Promise<BenchSection> {
  const prices = priceListOf("cpu-wasm");
  if (prices === null) throw new Error("cpu-wasm has no price list");
  const rows = await eachWorkload((workload, loaded) =>
    measurePricingOverhead(workload, loaded, source, prices, pricedBlocks),
  );
  return {
    title: "Priced step ÷ unpriced step",
    text: "One NadamW step in the sandbox, gradient included, with every operation charged by the price list, and without, step by step in turns; the ratio is the median over neighbouring steps. Aim: at most 1.01.",
    columns: ["workload", "priced (ms)", "unpriced (ms)", "ratio"],
    rows: rows.map((row) => [
      row.workload,
      row.pricedMilliseconds.toFixed(2),
      row.unpricedMilliseconds.toFixed(2),
      row.ratio.toFixed(3),
    ]),
  };
}

/** What the harness adds around what it charges: time per step that passes, against time per step that is charged. */
export async function harnessSection(): Promise<BenchSection> {
  const [engine, backend] = [await loadEngine(), await openBackend("wasm")];
  const environment = describeEnvironment({ backend, jobs: 1 });
  const rows = await eachWorkload(async (workload, loaded) => {
    const run = async (steps: number) => {
      const started = wallClock.wall();
      const { totals } = await runTrial({
        engine,
        backend,
        clock: wallClock,
        workload,
        loaded,
        source,
        ruleset: "external",
        hyperparameters,
        study: 0,
        trial: 0,
        seed: 1,
        prices: null,
        librarySha256: "",
        budgetSeconds: 3600,
        evaluationPeriodSeconds: 3600,
        evaluationSteps: [steps],
        maxSteps: steps,
        continueAfterTarget: true,
        environment,
      });
      return { wall: wallClock.wall() - started, charged: totals.charged.wall ?? Number.NaN };
    };
    await run(20);
    // The difference of a long and a short run leaves set-up and evaluations out of both.
    const [short, long] = [await run(50), await run(350)];
    const milliseconds = (seconds: number) => (seconds / 300) * 1000;
    const [wall, charged] = [
      milliseconds(long.wall - short.wall),
      milliseconds(long.charged - short.charged),
    ];
    return [workload.card.id, wall.toFixed(2), charged.toFixed(2), (wall / charged).toFixed(3)];
  });
  return {
    title: "Harness",
    text: "Wall time per step of `runTrial` against the time per step that it charges, over 300 steps (a run of 350 less a run of 50, which leaves set-up and evaluation out).",
    columns: ["workload", "wall (ms a step)", "charged (ms a step)", "ratio"],
    rows,
  };
}

/** What our kernels are worth to a whole training step. */
export async function stepSection(): Promise<BenchSection> {
  const rows = [];
  for (const id of suite("quick").workloads) {
    const [workload, read] = [await loadWorkload(id), await prepareData(id)];
    rows.push(await measureTrainSteps(workload, () => workload.load(read)));
  }
  return {
    title: "Training steps on our kernels ÷ on tfjs's",
    text: "One NadamW step at the workload's batch size, gradient included: with our kernels, with those that tfjs-backend-wasm 4.22 ships (ours where it has none, or it could not train at all), and on tfjs's `cpu`. Blocks of both alternate; the ratio is the median over neighbouring blocks. Aim: 5× stock in the median, none slower.",
    columns: ["workload", "ours (ms)", "faster than stock wasm", "faster than cpu"],
    rows: rows.map((row) => [
      row.workload,
      row.milliseconds.toFixed(2),
      `${row.timesStock.toFixed(1)}×`,
      `${row.timesCpu.toFixed(1)}×`,
    ]),
  };
}
