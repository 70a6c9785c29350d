import { keyFromSeed } from "@steepest/base/random/key.ts";
import { WorkloadProblem } from "@steepest/core/harness/workloadProblem.ts";
import type { LossRequest } from "@steepest/core/sandbox/problem.ts";
import type { LoadedWorkload, Workload } from "@steepest/core/workload/workload.ts";
import * as tf from "@tensorflow/tfjs";
import type { Anchor } from "./anchor.ts";

export const workloadFunctions = [
  "batch",
  "gradient",
  "loss",
  "dropout",
  "sampledLabels",
  "predictedLabels",
] as const;
export type WorkloadFunction = (typeof workloadFunctions)[number];

/** What a fixed function took on one batch; of an option, what a gradient takes more by it. */
export interface MeasuredFunction {
  readonly of: WorkloadFunction;
  readonly anchors: number;
  /** Anchors of the gradient that an option comes beside; 0 for what stands alone. */
  readonly beside: number;
  readonly units: Readonly<Record<string, number>>;
}

export const request: LossRequest = {
  dropoutRate: null,
  labelSmoothing: null,
  updateBatchNorm: true,
  mode: "train",
};

/** Batch sizes around the default one, and different batches of those whose work differs from batch to batch. */
function sizes(defaultSize: number, most: number, varies: boolean): number[] {
  const all = [1, 4, defaultSize / 4, defaultSize / 2, defaultSize, 2 * defaultSize, most];
  const distinct = [...new Set(all.map((size) => Math.max(1, Math.min(most, Math.round(size)))))];
  return varies ? [...distinct, ...distinct.filter((size) => size > 1), defaultSize, defaultSize] : distinct;
}

/** A workload as a sandbox's problem, of which nothing but its functions is asked. */
export const problemOf = (workload: Workload, loaded: LoadedWorkload) =>
  new WorkloadProblem(workload, loaded, keyFromSeed(7), {
    hyperparameters: {},
    stepHint: 1000,
    budget: 3600,
    target: { metric: "loss", direction: "min", value: 0 },
    lossType: workload.card.loss.type,
  });

/** Measures a workload's fixed functions with the tensors of their batches ready, and the making of these by itself. */
export function measureWorkload(
  workload: Workload,
  loaded: LoadedWorkload,
  { anchor, rounds, report }: { anchor: Anchor; rounds: number; report: (done: number, of: number) => void },
): MeasuredFunction[] {
  const problem = problemOf(workload, loaded);
  const parameters = problem.initialParameters(0);
  const state = problem.initialModelState();
  const { default: usual, max } = workload.card.batchSize;
  const wanted = sizes(usual, Math.min(max, loaded.trainSize), loaded.units !== undefined);
  const measured: MeasuredFunction[] = [];
  for (const [index, size] of wanted.entries()) {
    report(index, wanted.length);
    const batch = problem.batch(index, size);
    const units = { examples: size, ...loaded.units?.(batch.indices) };
    const gradient = (options: Partial<LossRequest>) => () => {
      const made = problem.lossAndGrad(parameters, state, batch, { ...request, ...options });
      tf.dispose([made.loss, made.grads, made.modelState]);
    };
    const predictedLabels = { parameters, modelState: state, temperature: 1, weight: 1, given: 0 };
    const options: readonly (readonly [WorkloadFunction, () => void])[] = [
      ["dropout", gradient({ dropoutRate: 0.1 })],
      ...(problem.samplesLabels ? [["sampledLabels", gradient({ sampledLabels: true })] as const] : []),
      ...(problem.predictsLabels ? [["predictedLabels", gradient({ predictedLabels })] as const] : []),
    ];
    const alone: readonly (readonly [WorkloadFunction, () => void])[] = [
      ["gradient", gradient({})],
      ["batch", () => tf.dispose(Object.values(loaded.batch(batch.indices, batch.key)))],
      ["loss", () => problem.loss(parameters, state, batch, request, false).dispose()],
    ];
    // Options change a part of the work: three sizes tell how it grows.
    const all = size === 1 || size === usual || size === wanted.at(-1) ? [...alone, ...options] : alone;
    const [plain = 0, ...others] = anchor.ratios(
      all.map(([, work]) => work),
      { rounds },
    );
    [plain, ...others].forEach((anchors, i) => {
      const of = (all[i] as (typeof all)[number])[0];
      measured.push(
        i < alone.length
          ? { of, anchors, beside: 0, units }
          : { of, anchors: Math.max(0, anchors - plain), beside: plain, units },
      );
    });
    problem.endStep();
  }
  tf.dispose([parameters, state]);
  problem.dispose();
  return measured;
}
