import * as tf from "@tensorflow/tfjs";
import { openBackend } from "../../backend/openBackend.ts";
import { keyFromSeed } from "../../random/key.ts";
import { median } from "../../score/median.ts";
import type { LoadedWorkload, Workload } from "../../workload/workload.ts";
import { WorkloadProblem } from "../workloadProblem.ts";

export interface CapturedStepRow {
  readonly workload: string;
  /** Processor milliseconds of a loss with its gradient, batch included: replayed, and run by the model itself. */
  readonly captured: number;
  readonly uncaptured: number;
  /** captured ÷ uncaptured: median over neighbouring blocks. */
  readonly ratio: number;
  /** Million floating-point operations of its matrix products, convolutions and attentions. */
  readonly megaflop: number;
}

/** Billion floating-point operations a second that our matrix product reaches where it does best: a factor that stays in the first caches. */
export async function measureProductPeak(): Promise<number> {
  await openBackend("wasm");
  const [a, b] = [tf.ones([240, 256]) as tf.Tensor2D, tf.ones([256, 256]) as tf.Tensor2D];
  const operations = 2 * 240 * 256 * 256;
  let best = 0;
  for (let block = 0; block < 40; block++) {
    const start = processorTime();
    for (let time = 0; time < 20; time++) tf.matMul(a, b).dispose();
    best = Math.max(best, (20 * operations) / 1e6 / (processorTime() - start));
  }
  tf.dispose([a, b]);
  return best;
}

/** Processor time of this process in milliseconds: what others do on the machine counts less than in wall time. */
const processorTime = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Losses with gradients at the default batch size, replayed and not, in turns. */
export async function measureCapturedSteps(
  workload: Workload,
  loaded: LoadedWorkload,
  { blocks = 9, blockMilliseconds = 150 } = {},
): Promise<CapturedStepRow> {
  await openBackend("wasm");
  const facts = {
    hyperparameters: {},
    stepHint: 1000,
    budget: 3600,
    target: { metric: "loss", direction: "min", value: 0 },
    lossType: workload.card.loss.type,
  } as const;
  const [captured, uncaptured] = [true, false].map(
    (captures) => new WorkloadProblem(workload, loaded, keyFromSeed(1), facts, null, {}, { captures }),
  ) as [WorkloadProblem, WorkloadProblem];
  const parameters = captured.initialParameters(0);
  const state = captured.initialModelState();
  const request = { dropoutRate: null, labelSmoothing: null, updateBatchNorm: true, mode: "train" } as const;
  const time = (problem: WorkloadProblem, steps: number): number => {
    const start = processorTime();
    for (let step = 0; step < steps; step++) {
      // Of four batches, so that shapes that vary have been seen.
      const batch = problem.batch(step % 4, problem.batchSizeLimits.default);
      const { loss, grads, modelState } = problem.lossAndGrad(parameters, state, batch, request);
      tf.dispose([loss, grads, modelState]);
      problem.endStep();
    }
    return (processorTime() - start) / steps;
  };
  time(captured, 12);
  const steps = Math.max(2, Math.min(60, Math.round(blockMilliseconds / time(uncaptured, 8))));
  const pairs = Array.from(
    { length: blocks },
    () => [time(captured, steps), time(uncaptured, steps)] as const,
  );
  const megaflop = Math.max(0, ...(captured.captured?.productOperations.values() ?? [])) / 1e6;
  captured.dispose();
  uncaptured.dispose();
  tf.dispose([parameters, state]);
  return {
    workload: workload.card.id,
    captured: median(pairs.map(([own]) => own)),
    uncaptured: median(pairs.map(([, other]) => other)),
    ratio: median(pairs.map(([own, other]) => own / other)),
    megaflop,
  };
}
