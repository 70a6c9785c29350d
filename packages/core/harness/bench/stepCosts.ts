import { keyFromSeed } from "@steepest/base/random/key.ts";
import { callCost } from "@steepest/tensors/backend/captured/callCosts.ts";
import type { RecordedCall } from "@steepest/tensors/backend/captured/recording.ts";
import * as tf from "@tensorflow/tfjs";
import type { LoadedWorkload, Workload } from "../../workload/workload.ts";
import { WorkloadProblem } from "../workloadProblem.ts";
import type { MachineLimits } from "./machineLimits.ts";
import { benchFacts } from "./sandboxedStep.ts";

/** Batches that are looked at: shapes vary in some workloads. */
const batches = 4;

/** What a loss with its gradient does at the default batch size, for each of some batches. */
export function recordedGradients(
  workload: Workload,
  loaded: LoadedWorkload,
): readonly (readonly RecordedCall[])[] {
  const problem = new WorkloadProblem(workload, loaded, keyFromSeed(1), benchFacts(workload));
  const parameters = problem.initialParameters(0);
  const state = problem.initialModelState();
  const request = { dropoutRate: null, labelSmoothing: null, updateBatchNorm: true, mode: "train" } as const;
  for (let step = 0; step < 2 * batches; step++) {
    const batch = problem.batch(step % batches, problem.batchSizeLimits.default);
    const { loss, grads, modelState } = problem.lossAndGrad(parameters, state, batch, request);
    tf.dispose([loss, grads, modelState]);
    problem.endStep();
  }
  const found = [...(problem.captured?.programs.values() ?? [])].map(({ calls }) => calls);
  problem.dispose();
  tf.dispose([parameters, state]);
  return found;
}

/** The least that a step can take, in milliseconds. */
export interface StepLimits {
  /** All floating-point operations of its products, convolutions and attentions, at the highest rate. */
  readonly operations: number;
  /** All that its calls and an AdamW update read and write, at the highest rate. */
  readonly bytes: number;
  /** Call by call the larger of the two. */
  readonly both: number;
}

/** Mean over recorded gradients, and beside each an update that reads gradient, parameters and two moments and writes the latter three. */
export function stepLimits(
  gradients: readonly (readonly RecordedCall[])[],
  parameters: number,
  limits: MachineLimits,
): StepLimits {
  const update = (7 * 4 * parameters) / limits.bytes;
  let [operations, bytes, both] = [0, update, update];
  for (const cost of gradients.flat().map(callCost)) {
    const [own, moved] = [cost.operations / limits.operations, cost.bytes / limits.bytes];
    operations += own / gradients.length;
    bytes += moved / gradients.length;
    both += Math.max(own, moved) / gradients.length;
  }
  return { operations: operations / 1e6, bytes: bytes / 1e6, both: both / 1e6 };
}
