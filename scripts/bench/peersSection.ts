import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { readSubmission } from "../../apps/runner/src/submission/readSubmission.ts";
import { measureCapturedSteps } from "../../packages/core/harness/bench/capturedSteps.ts";
import {
  limitMeasures,
  type MachineLimits,
  measureLimits,
  processorTime,
} from "../../packages/core/harness/bench/machineLimits.ts";
import { measureProductKernels } from "../../packages/core/harness/bench/productKernels.ts";
import { sandboxedStep } from "../../packages/core/harness/bench/sandboxedStep.ts";
import { recordedGradients, stepLimits } from "../../packages/core/harness/bench/stepCosts.ts";
import { median } from "../../packages/core/score/median.ts";
import type { LoadedWorkload, Workload } from "../../packages/core/workload/workload.ts";
import { suite } from "../../packages/workloads/catalogue.ts";
import { loadWorkload } from "../../packages/workloads/loadWorkload.ts";
import { prepareData } from "../../packages/workloads/node/prepareData.ts";
import { priceListOf } from "../../packages/workloads/priceLists.ts";
import type { BenchSection } from "./benchSection.ts";

const workloads = [...suite("quick").workloads, ...suite("standard").workloads];
const warmMilliseconds = 3000;
const script = fileURLToPath(new URL("./peers/torch_steps.py", import.meta.url));

async function eachOfAll<Result>(
  measure: (workload: Workload, loaded: LoadedWorkload) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const id of workloads) {
    const [workload, read] = [await loadWorkload(id), await prepareData(id)];
    const loaded = await workload.load(read);
    results.push(await measure(workload, loaded));
    loaded.dispose();
  }
  return results;
}

/** What replaying a fixed function saves. */
export async function capturedSection(): Promise<BenchSection> {
  const { operations: peak } = await measureLimits();
  const rows = await eachOfAll((workload, loaded) => measureCapturedSteps(workload, loaded));
  return {
    title: "Captured steps",
    text: `Processor time of a loss with its gradient at the default batch size, making the batch included: replayed ([decision 40](decisions/0040-captured-functions.md)), and run by the model through tfjs's engine on the same kernels. Blocks of both alternate; the ratio is the median over neighbouring blocks. Beside it what its matrix products, convolutions and attentions would take at the highest speed that our product reaches here (${peak.toFixed(1)} Gflop/s), and the share of the captured time that this is.`,
    columns: [
      "workload",
      "captured (ms)",
      "uncaptured (ms)",
      "ratio",
      "products (Mflop)",
      "at the peak (ms)",
      "share",
    ],
    rows: rows.map((row) => [
      row.workload,
      row.captured.toFixed(2),
      row.uncaptured.toFixed(2),
      row.ratio.toFixed(2),
      row.megaflop.toFixed(1),
      (row.megaflop / peak).toFixed(2),
      (row.megaflop / peak / row.captured).toFixed(2),
    ]),
  };
}

/** A Python that has PyTorch, or null. */
const pythonWithTorch = (): string | null =>
  ["python3", "/usr/bin/python3"].find((python) => spawnSync(python, ["-c", "import torch"]).status === 0) ??
  null;

interface Answer {
  readonly parameters: number;
  readonly milliseconds: number;
}

/** PyTorch in a process of its own, asked for so many steps of a model. */
class Torch {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;

  constructor(python: string) {
    this.#process = spawn(python, [script], {
      env: { ...process.env, OMP_NUM_THREADS: "1", PYTHONDONTWRITEBYTECODE: "1" },
    });
    this.#lines = createInterface(this.#process.stdout)[Symbol.asyncIterator]();
  }

  async #ask(question: string): Promise<string> {
    this.#process.stdin.write(`${question}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error("PyTorch ended: run scripts/bench/peers/torch_steps.py by hand");
    return String(value);
  }

  /** Its version, and the library that multiplies its matrices. */
  about(): Promise<string> {
    return this.#ask("about 0");
  }

  /** Null where it has no such model. */
  async steps(workload: string, count: number): Promise<Answer | null> {
    const answer = await this.#ask(`${workload} ${count}`);
    const [parameters, milliseconds] = answer.split(" ").map(Number);
    return milliseconds === undefined ? null : { parameters: parameters as number, milliseconds };
  }

  close(): void {
    this.#process.stdin.end();
  }
}

/** What our step and PyTorch's take in turns: AdamW on a model of the same size, everything on one core. */
async function besideTorch(
  torch: Torch,
  limits: MachineLimits,
  workload: Workload,
  loaded: LoadedWorkload,
): Promise<string[]> {
  const { id, model } = workload.card;
  const first = await torch.steps(id, 10);
  if (first === null) return [id, String(model.parameterCount), ...Array<string>(7).fill("–")];
  const least = stepLimits(recordedGradients(workload, loaded), model.parameterCount, limits);
  const source = readSubmission("submissions/adamw", process.cwd());
  const ours = await sandboxedStep(workload, loaded, source, priceListOf("cpu-wasm") ?? undefined);
  const steps = Math.max(3, Math.round(120 / first.milliseconds));
  const time = async (count: number) => {
    const start = processorTime();
    for (let step = 0; step < count; step++) await ours.step();
    return (processorTime() - start) / count;
  };
  // What engines compile is compiled then, and most shapes of batches are recorded, as in all but the start of a trial.
  await time(Math.max(400, Math.round(warmMilliseconds / first.milliseconds)));
  const rounds: (readonly [number, number])[] = [];
  for (let round = 0; round < 11; round++) {
    rounds.push([await time(steps), (await torch.steps(id, steps))?.milliseconds ?? Number.NaN]);
  }
  ours.dispose();
  const own = median(rounds.map(([time]) => time));
  return [
    id,
    String(model.parameterCount),
    String(first.parameters),
    own.toFixed(2),
    median(rounds.map(([, theirs]) => theirs)).toFixed(2),
    median(rounds.map(([time, theirs]) => time / theirs)).toFixed(2),
    least.operations.toFixed(2),
    least.bytes.toFixed(2),
    (own / least.both).toFixed(2),
  ];
}

/** Our steps beside PyTorch's, where PyTorch is installed. */
export async function peersSection(): Promise<BenchSection> {
  const title = "Step ÷ PyTorch's";
  const columns = [
    "workload",
    "parameters",
    "in PyTorch",
    "ours (ms)",
    "PyTorch (ms)",
    "ours ÷ PyTorch",
    "operations at the peak (ms)",
    "memory at the peak (ms)",
    "ours ÷ both",
  ];
  const python = pythonWithTorch();
  if (python === null) {
    return {
      title,
      text: "Not measured: no Python here has PyTorch (Debian: `python3-torch`).",
      columns,
      rows: [],
    };
  }
  const limits = await measureLimits();
  const torch = new Torch(python);
  const about = await torch.about();
  const rows = await eachOfAll((workload, loaded) => besideTorch(torch, limits, workload, loaded));
  torch.close();
  const ratios = rows.map((row) => Number(row[5])).filter((ratio) => !Number.isNaN(ratio));
  return {
    title,
    text: `Processor time of an AdamW step with its gradient on one core: ours as a trial makes it (submission in the sandbox, batch made anew, every operation priced), PyTorch's (${about}) with \`foreach\` on one batch over and over. Models are alike in shape and size, batches are the default ones; both take turns, and ratios are medians over 11 rounds. Beside it the least that WebAssembly could take here: all floating-point operations of products, convolutions and attentions at the highest rate that our product reaches (${limits.operations.toFixed(1)} Gflop/s), and all that the calls of the recorded gradient and an update read and write at the rate of adding long arrays (${limits.bytes.toFixed(1)} GB/s); *both* takes the larger of the two call by call. Median of the ${ratios.length} ratios: ${median(ratios).toFixed(2)}, largest ${Math.max(...ratios).toFixed(2)}. Aim: a median of 1.0, none above 1.3, and at most 1.5 × both.`,
    columns,
    rows,
  };
}

/** How near every product of the workloads comes to our best. */
export async function rooflineSection(): Promise<BenchSection> {
  const { product, dispose } = await limitMeasures();
  const rows = await eachOfAll(async (workload, loaded) => {
    const [calls] = recordedGradients(workload, loaded);
    return measureProductKernels(calls ?? [], product).map((row) => [
      workload.card.id,
      row.name,
      String(row.calls),
      row.part.toFixed(2),
      row.rate.toFixed(1),
      row.share.toFixed(2),
    ]);
  });
  dispose();
  return {
    title: "Products of the workloads ÷ our best product",
    text: "Matrix products, convolutions and attentions of a loss with its gradient at the default batch size, those that make up at least 6 % of its operations: how often a step does them, their part of its operations, and their rate in processor time, each timed by itself on memory that stays in the caches, as share of the rate that 240 × 256 × 256 reaches in neighbouring turns (medians of 15).",
    columns: ["workload", "product", "a step", "part", "Gflop/s", "share"],
    rows: rows.flat(),
  };
}
