import { deriveKey, keyFromSeed } from "@steepest/base/random/key.ts";
import { wallClock } from "@steepest/core/harness/clock.ts";
import { WorkloadProblem } from "@steepest/core/harness/workloadProblem.ts";
import { Sandbox } from "@steepest/core/sandbox/sandbox.ts";
import type { PriceList } from "@steepest/core/schema/priceList.ts";
import type { HyperparameterPoint } from "@steepest/core/schema/searchSpace.ts";
import type { SubmissionSource } from "@steepest/core/schema/sourceFiles.ts";
import type { LoadedWorkload, Workload } from "@steepest/core/workload/workload.ts";
import type { QuickJSWASMModule } from "quickjs-emscripten-core";
import { type Anchor, now } from "./anchor.ts";

/** What a step of a submission costs by the list, and what it takes here in the reference machine's nanoseconds. */
export interface CheckedSteps {
  readonly predicted: number;
  readonly measured: number;
  /** Of both: gradients and losses. */
  readonly predictedGradient: number;
  readonly measuredGradient: number;
}

export interface CheckStepsOptions {
  readonly engine: QuickJSWASMModule;
  readonly anchor: Anchor;
  readonly list: PriceList;
  readonly workload: Workload;
  readonly loaded: LoadedWorkload;
  readonly source: SubmissionSource;
  readonly hyperparameters: HyperparameterPoint;
  readonly steps: number;
}

/** Steps before those that count: what a trial does in its first ones alone, and, where shapes vary, until most of them have been met. */
const [firstSteps, firstStepsOfMany] = [3, 150];

/** Full steps through the sandbox, each between two anchors. A step that the machine disturbed does not count: the median step says how near the prices are. */
export async function checkSteps(options: CheckStepsOptions): Promise<CheckedSteps> {
  const { engine, anchor, list, workload, loaded, source, hyperparameters, steps } = options;
  const key = keyFromSeed(11);
  const { card } = workload;
  const facts = {
    hyperparameters,
    stepHint: card.target.stepHint,
    budget: 3600,
    target: { metric: card.metric.name, direction: card.metric.direction, value: card.target.validation },
    lossType: card.loss.type,
  };
  const problem = new WorkloadProblem(workload, loaded, key, facts, list.workloads[card.id] ?? null);
  const sandbox = new Sandbox({
    engine,
    source,
    problem,
    key: deriveKey(key, "submission"),
    now: wallClock.wall,
    elapsed: () => 0,
    prices: list,
  });
  try {
    await problem.warmUp(sandbox.chooseBatchSize());
    await sandbox.init();
    const first = loaded.units === undefined ? firstSteps : firstStepsOfMany;
    for (let step = 1; step <= first; step++) await sandbox.step(step);
    const taken: {
      predicted: number;
      measured: number;
      predictedGradient: number;
      measuredGradient: number;
    }[] = [];
    let last = anchor.time();
    for (let step = first + 1; step <= first + steps; step++) {
      const before = { ...sandbox.meters };
      const start = now();
      await sandbox.step(step);
      const wall = now() - start;
      const after = anchor.time();
      const unit = (last + after) / 2 / list.provenance.anchorNanoseconds;
      const { referenceNanoseconds, gradientNanoseconds, gradientSeconds } = sandbox.meters;
      taken.push({
        predicted: referenceNanoseconds - before.referenceNanoseconds,
        measured: wall / unit,
        predictedGradient: gradientNanoseconds - before.gradientNanoseconds,
        measuredGradient: ((gradientSeconds - before.gradientSeconds) * 1e9) / unit,
      });
      last = after;
    }
    const mean = (of: (one: (typeof taken)[number]) => number): number =>
      taken.reduce((sum, one) => sum + of(one), 0) / steps;
    // Some take a costly step every so often: ratios count by what their steps cost.
    const [predicted, predictedGradient] = [
      mean((one) => one.predicted),
      mean((one) => one.predictedGradient),
    ];
    const ratio = weightedMedian(taken.map((one) => [one.measured / one.predicted, one.predicted]));
    const gradientRatio = weightedMedian(
      taken.map((one) => [one.measuredGradient / one.predictedGradient, one.predictedGradient]),
    );
    return {
      predicted,
      measured: ratio * predicted,
      predictedGradient,
      measuredGradient: gradientRatio * predictedGradient,
    };
  } finally {
    sandbox.dispose();
    problem.dispose();
  }
}

/** Of values with weights; those without weight do not count. */
export function weightedMedian(values: readonly (readonly [value: number, weight: number])[]): number {
  const ordered = values.filter(([, weight]) => weight > 0).sort(([a], [b]) => a - b);
  const half = ordered.reduce((sum, [, weight]) => sum + weight, 0) / 2;
  let passed = 0;
  for (const [value, weight] of ordered) {
    passed += weight;
    if (passed >= half) return value;
  }
  return 0;
}
