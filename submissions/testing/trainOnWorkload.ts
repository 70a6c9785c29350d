import { deriveKey, keyFromSeed } from "@steepest/base/random/key.ts";
import { wallClock } from "@steepest/core/harness/clock.ts";
import { WorkloadProblem } from "@steepest/core/harness/workloadProblem.ts";
import { loadEngine } from "@steepest/core/sandbox/loadEngine.ts";
import { readManifest } from "@steepest/core/sandbox/readManifest.ts";
import { Sandbox } from "@steepest/core/sandbox/sandbox.ts";
import type { LoadedWorkload, Workload } from "@steepest/core/workload/workload.ts";
import * as tf from "@tensorflow/tfjs";
import { middlePoint } from "./middlePoint.ts";
import { sourceOf } from "./references.ts";

/** What a submission did on a workload, at the middle of its search space. */
export interface WorkloadRun {
  /** Mean loss of the same training examples: at the initial parameters, and of the model to evaluate after the last step. */
  readonly firstLoss: number;
  readonly lastLoss: number;
  /** CPU time of its steps over that of as many steps of SGD, taken in turn with them; the first five of both are left out. */
  readonly stepCost: number;
}

/** Steps whose time is not counted: caches fill, code is compiled. */
const warmSteps = 5;

async function openRun(name: string, workload: Workload, loaded: LoadedWorkload, steps: number) {
  const engine = await loadEngine();
  const source = sourceOf(name);
  const { hyperparameters } = await readManifest(source, engine);
  const key = keyFromSeed(0);
  const { card } = workload;
  const problem = new WorkloadProblem(workload, loaded, key, {
    hyperparameters: middlePoint(hyperparameters),
    stepHint: steps,
    budget: 3600,
    target: { metric: card.metric.name, direction: card.metric.direction, value: card.target.validation },
    lossType: card.loss.type,
  });
  const sandbox = new Sandbox({
    engine,
    source,
    problem,
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

/** Milliseconds of processor time that a step took: what else runs on the machine does not count. */
async function timeStep({ sandbox }: Run, step: number): Promise<number> {
  const before = process.cpuUsage();
  await sandbox.step(step);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Trains a submission beside SGD on a loaded workload, on the current backend. */
export async function trainOnWorkload(
  name: string,
  workload: Workload,
  loaded: LoadedWorkload,
  steps: number,
): Promise<WorkloadRun> {
  const tried = await openRun(name, workload, loaded, steps);
  const sgd = await openRun("sgd", workload, loaded, steps);
  try {
    const initialState = tried.problem.initialModelState();
    const firstLoss = await meanLoss(tried, tried.sandbox.parameters, initialState);
    tf.dispose(initialState);
    const milliseconds = { tried: 0, sgd: 0 };
    for (let step = 1; step <= steps; step++) {
      const times = { tried: await timeStep(tried, step), sgd: await timeStep(sgd, step) };
      if (step <= warmSteps) continue;
      milliseconds.tried += times.tried;
      milliseconds.sgd += times.sgd;
    }
    const lastLoss = await tried.sandbox.withEvaluationModel(
      steps,
      async () => {},
      (parameters, modelState) => meanLoss(tried, parameters, modelState),
    );
    return { firstLoss, lastLoss, stepCost: milliseconds.tried / milliseconds.sgd };
  } finally {
    tried.dispose();
    sgd.dispose();
  }
}
