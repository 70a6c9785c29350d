import { wallClock } from "@steepest/core/harness/clock.ts";
import { WorkloadProblem } from "@steepest/core/harness/workloadProblem.ts";
import { deriveKey, keyFromSeed } from "@steepest/core/random/key.ts";
import { Sandbox } from "@steepest/core/sandbox/sandbox.ts";
import type { PriceList } from "@steepest/core/schema/priceList.ts";
import type { HyperparameterPoint } from "@steepest/core/schema/searchSpace.ts";
import type { SubmissionSource } from "@steepest/core/schema/sourceFiles.ts";
import type { LoadedWorkload, Workload } from "@steepest/core/workload/workload.ts";
import type { QuickJSWASMModule } from "quickjs-emscripten-core";
import { type Anchor, median, now } from "./anchor.ts";

/** What a step of a submission costs by the list, and what it takes here in the reference machine's nanoseconds. */
export interface CheckedSteps {
  readonly predicted: number;
  readonly measured: number;
  /** Of the prediction: fixed functions, guest, everything else. */
  readonly gradient: number;
  readonly guest: number;
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

/** Full steps through the sandbox, each between two anchors. The median of the ratios of step to anchor stands for the step. */
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
    for (let step = 1; step <= 3; step++) await sandbox.step(step);
    const before = { ...sandbox.meters };
    const ratios: number[] = [];
    let last = anchor.time();
    for (let step = 4; step < 4 + steps; step++) {
      const start = now();
      await sandbox.step(step);
      const taken = now() - start;
      const after = anchor.time();
      ratios.push(taken / ((last + after) / 2));
      last = after;
    }
    const { referenceNanoseconds, gradientNanoseconds, guestNanoseconds } = sandbox.meters;
    // Some take a costly step every so often: the mean, with the tenth that the machine disturbed most left out on both sides of the median.
    const usual = median(ratios);
    const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / steps;
    const isEven = mean < 1.5 * usual;
    return {
      predicted: (referenceNanoseconds - before.referenceNanoseconds) / steps,
      measured: (isEven ? usual : mean) * list.provenance.anchorNanoseconds,
      gradient: (gradientNanoseconds - before.gradientNanoseconds) / steps,
      guest: (guestNanoseconds - before.guestNanoseconds) / steps,
    };
  } finally {
    sandbox.dispose();
    problem.dispose();
  }
}
