import { keyFromSeed } from "@steepest/base/random/key.ts";
import { callCost } from "@steepest/tensors/backend/captured/callCosts.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import * as tf from "@tensorflow/tfjs";
import { median } from "../../score/median.ts";
import type { LoadedWorkload, Workload } from "../../workload/workload.ts";
import { WorkloadProblem } from "../workloadProblem.ts";
import { processorTime } from "./machineLimits.ts";
import { benchFacts } from "./sandboxedStep.ts";

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

/** Losses with gradients at the default batch size, replayed and not, in turns. */
export async function measureCapturedSteps(
  workload: Workload,
  loaded: LoadedWorkload,
  { blocks = 9, blockMilliseconds = 150 } = {},
): Promise<CapturedStepRow> {
  await openBackend("wasm");
  const facts = benchFacts(workload);
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
  const operations = [...(captured.captured?.programs.values() ?? [])].map(({ calls }) =>
    calls.reduce((sum, call) => sum + callCost(call).operations, 0),
  );
  const megaflop = Math.max(0, ...operations) / 1e6;
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
