import { deriveKey, keyFromSeed } from "@steepest/base/random/key.ts";
import { wallClock } from "@steepest/core/harness/clock.ts";
import { WorkloadProblem } from "@steepest/core/harness/workloadProblem.ts";
import { loadEngine } from "@steepest/core/sandbox/loadEngine.ts";
import { readManifest } from "@steepest/core/sandbox/readManifest.ts";
import { Sandbox } from "@steepest/core/sandbox/sandbox.ts";
import type { LoadedWorkload, Workload } from "@steepest/core/workload/workload.ts";
import { priceListOf } from "@steepest/workloads/priceLists.ts";
import * as tf from "@tensorflow/tfjs";
import { middlePoint } from "./middlePoint.ts";
import { sourceOf } from "./references.ts";

/** What a submission did on a workload, at the middle of its search space. */
export interface WorkloadRun {
  /** Mean loss of the same training examples: at the initial parameters, and of the model to evaluate after the last step. */
  readonly firstLoss: number;
  readonly lastLoss: number;
  /** Reference nanoseconds of all steps. */
  readonly nanoseconds: number;
}

const prices = priceListOf("cpu-wasm");

async function openRun(name: string, workload: Workload, loaded: LoadedWorkload, steps: number) {
  if (prices === null) throw new Error("there is no price list of cpu-wasm");
  const engine = await loadEngine();
  const source = sourceOf(name);
  const { hyperparameters } = await readManifest(source, engine);
  const key = keyFromSeed(0);
  const { card } = workload;
  const facts = {
    hyperparameters: middlePoint(hyperparameters),
    stepHint: steps,
    budget: 3600,
    target: { metric: card.metric.name, direction: card.metric.direction, value: card.target.validation },
    lossType: card.loss.type,
  };
  const problem = new WorkloadProblem(workload, loaded, key, facts, prices.workloads[card.id] ?? null);
  const sandbox = new Sandbox({
    engine,
    source,
    problem,
    prices,
    key: deriveKey(key, "submission"),
    now: wallClock.wall,
    elapsed: () => 0,
  });
  const dispose = () => {
    sandbox.dispose();
    problem.dispose();
  };
  sandbox.chooseBatchSize();
  await sandbox.init();
  return { problem, sandbox, dispose };
}

type Run = Awaited<ReturnType<typeof openRun>>;

async function meanLoss(
  { problem }: Run,
  parameters: readonly tf.Tensor[],
  modelState: readonly tf.Tensor[],
) {
  const request = { dropoutRate: 0, labelSmoothing: null, updateBatchNorm: false, mode: "train" } as const;
  const batch = problem.batch(0, problem.batchSizeLimits.default);
  const loss = problem.loss(parameters, modelState, batch, request, false);
  const [value = Number.NaN] = await loss.data();
  tf.dispose(loss);
  problem.endStep();
  return value;
}

/** Trains a submission on a loaded workload, on the current backend. */
export async function trainOnWorkload(
  name: string,
  workload: Workload,
  loaded: LoadedWorkload,
  steps: number,
): Promise<WorkloadRun> {
  const run = await openRun(name, workload, loaded, steps);
  const { problem, sandbox } = run;
  try {
    const initialState = problem.initialModelState();
    const firstLoss = await meanLoss(run, sandbox.parameters, initialState);
    tf.dispose(initialState);
    const before = sandbox.meters.referenceNanoseconds;
    for (let step = 1; step <= steps; step++) await sandbox.step(step);
    const nanoseconds = sandbox.meters.referenceNanoseconds - before;
    const lastLoss = await sandbox.withEvaluationModel(
      steps,
      async () => {},
      (parameters, modelState) => meanLoss(run, parameters, modelState),
    );
    return { firstLoss, lastLoss, nanoseconds };
  } finally {
    run.dispose();
  }
}
