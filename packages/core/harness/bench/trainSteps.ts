import { keyFromSeed } from "@steepest/base/random/key.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { withStockKernels } from "@steepest/tensors/backend/withStockKernels.ts";
import type { LoadedWorkload, Workload } from "../../workload/workload.ts";
import { WorkloadProblem } from "../workloadProblem.ts";
import { HandWritten } from "./handWritten.ts";

export interface TrainStepRow {
  readonly workload: string;
  /** Median milliseconds of one step with our kernels on `wasm`. */
  readonly milliseconds: number;
  /** The same step with tfjs-wasm's kernels (ours where it has none) ÷ ours: median over neighbouring blocks. */
  readonly timesStock: number;
  /** The same step on tfjs's `cpu` ÷ ours. */
  readonly timesCpu: number;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Milliseconds a step. */
function time(hand: HandWritten, steps: number): number {
  const start = performance.now();
  for (let i = 0; i < steps; i++) hand.step();
  return (performance.now() - start) / steps;
}

/** Whole training steps (NadamW by hand, gradient included) with our kernels, tfjs-wasm's and on `cpu`, in one run. */
export async function measureTrainSteps(
  workload: Workload,
  load: () => Promise<LoadedWorkload>,
  { blocks = 7, steps = 8, stockSteps = 2 } = {},
): Promise<TrainStepRow> {
  const facts = {
    hyperparameters: {},
    stepHint: 1000,
    budget: 3600,
    target: { metric: "loss", direction: "min", value: 0 },
    lossType: workload.card.loss.type,
  } as const;
  const measure = async <Result>(body: (hand: HandWritten) => Result): Promise<Result> => {
    const loaded = await load();
    const problem = new WorkloadProblem(workload, loaded, keyFromSeed(1), facts);
    const hand = new HandWritten(problem);
    try {
      return body(hand);
    } finally {
      hand.dispose();
      problem.dispose();
      loaded.dispose();
    }
  };
  await openBackend("wasm");
  const pairs = await measure((hand) => {
    const stock = (count: number) => withStockKernels(() => time(hand, count), { fillGaps: true });
    time(hand, 2);
    stock(1);
    return Array.from({ length: blocks }, () => ({ ours: time(hand, steps), stock: stock(stockSteps) }));
  });
  await openBackend("cpu");
  const cpu = await measure((hand) => time(hand, 1));
  const milliseconds = median(pairs.map(({ ours }) => ours));
  return {
    workload: workload.card.id,
    milliseconds,
    timesStock: median(pairs.map(({ ours, stock }) => stock / ours)),
    timesCpu: cpu / milliseconds,
  };
}
