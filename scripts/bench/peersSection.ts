import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { openBackend } from "../../packages/core/backend/openBackend.ts";
import { measureCapturedSteps, measureProductPeak } from "../../packages/core/harness/bench/capturedSteps.ts";
import { HandWritten } from "../../packages/core/harness/bench/handWritten.ts";
import { WorkloadProblem } from "../../packages/core/harness/workloadProblem.ts";
import { keyFromSeed } from "../../packages/core/random/key.ts";
import { median } from "../../packages/core/score/median.ts";
import type { LoadedWorkload, Workload } from "../../packages/core/workload/workload.ts";
import { suite } from "../../packages/workloads/catalogue.ts";
import { loadWorkload } from "../../packages/workloads/loadWorkload.ts";
import { prepareData } from "../../packages/workloads/node/prepareData.ts";
import type { BenchSection } from "./benchSection.ts";

const workloads = [...suite("quick").workloads, ...suite("standard").workloads];
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
  const peak = await measureProductPeak();
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
    this.#process = spawn(python, [script], { env: { ...process.env, OMP_NUM_THREADS: "1" } });
    this.#lines = createInterface(this.#process.stdout)[Symbol.asyncIterator]();
  }

  /** Null where it has no such model. */
  async steps(workload: string, count: number): Promise<Answer | null> {
    this.#process.stdin.write(`${workload} ${count}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error("PyTorch ended: run scripts/bench/peers/torch_steps.py by hand");
    const [parameters, milliseconds] = String(value).split(" ").map(Number);
    return milliseconds === undefined ? null : { parameters: parameters as number, milliseconds };
  }

  close(): void {
    this.#process.stdin.end();
  }
}

function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Ours and PyTorch's step in turns: AdamW on a model of the same size, everything on one core. */
async function besideTorch(torch: Torch, workload: Workload, loaded: LoadedWorkload): Promise<string[]> {
  const { id, model } = workload.card;
  const first = await torch.steps(id, 10);
  if (first === null) return [id, String(model.parameterCount), "–", "–", "–", "–", "–"];
  const facts = {
    hyperparameters: {},
    stepHint: 1000,
    budget: 3600,
    target: { metric: "loss", direction: "min", value: 0 },
    lossType: workload.card.loss.type,
  } as const;
  const problems = [true, false].map(
    (captures) => new WorkloadProblem(workload, loaded, keyFromSeed(1), facts, null, {}, { captures }),
  );
  const hands = problems.map((problem) => new HandWritten(problem));
  const steps = Math.max(3, Math.round(120 / first.milliseconds));
  const time = (hand: HandWritten) => {
    const start = processorTime();
    for (let step = 0; step < steps; step++) hand.step();
    return (processorTime() - start) / steps;
  };
  for (const hand of hands) time(hand);
  const rounds: (readonly [number, number, number])[] = [];
  for (let round = 0; round < 7; round++) {
    const [captured, uncaptured] = hands.map(time) as [number, number];
    rounds.push([captured, uncaptured, (await torch.steps(id, steps))?.milliseconds ?? Number.NaN]);
  }
  for (const hand of hands) hand.dispose();
  for (const problem of problems) problem.dispose();
  return [
    id,
    String(model.parameterCount),
    String(first.parameters),
    median(rounds.map(([captured]) => captured)).toFixed(2),
    median(rounds.map(([, , theirs]) => theirs)).toFixed(2),
    median(rounds.map(([captured, , theirs]) => captured / theirs)).toFixed(2),
    median(rounds.map(([, uncaptured, theirs]) => uncaptured / theirs)).toFixed(2),
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
    "uncaptured ÷ PyTorch",
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
  await openBackend("wasm");
  const torch = new Torch(python);
  const rows = await eachOfAll((workload, loaded) => besideTorch(torch, workload, loaded));
  torch.close();
  return {
    title,
    text: "Processor time of an AdamW step with its gradient on one core: ours written by hand leaf by leaf in tfjs (outside of the sandbox, whose trees on one flat tensor are quicker where leaves are many), PyTorch's with `foreach`. Models are alike in shape and size, batches are the default ones; both take turns, and ratios are medians over rounds. – where no counterpart has been written (`scripts/bench/peers/torch_steps.py`). Aim: a median of 1.0, none above 1.3.",
    columns,
    rows,
  };
}
