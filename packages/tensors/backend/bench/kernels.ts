import * as tf from "@tensorflow/tfjs";
import { openBackend } from "../openBackend.ts";
import { withStockKernels } from "../withStockKernels.ts";
import { elementwiseCases } from "./elementwiseCases.ts";
import { imageCases } from "./imageCases.ts";
import { type KernelCase, kernelCases } from "./kernelCases.ts";

export interface KernelBenchmark {
  readonly name: string;
  /** Milliseconds of one call with our kernels on `wasm`. */
  readonly milliseconds: number;
  /** tfjs-wasm's time ÷ ours, median over neighbouring turns; null where it has no such kernel, or none that works. */
  readonly timesStock: number | null;
  /** tfjs's `cpu` time ÷ ours. */
  readonly timesCpu: number;
}

/** Turns that ours and tfjs-wasm's take. */
const turns = 9;
/** A turn repeats short calls until they take about this long. */
const turnMilliseconds = 3;

/** Measures every kernel of ours beside tfjs-wasm's own and tfjs's `cpu`, in one run on one machine. */
export async function benchmarkKernels(): Promise<KernelBenchmark[]> {
  const rows: KernelBenchmark[] = [];
  for (const each of [...kernelCases, ...imageCases, ...elementwiseCases]) {
    await openBackend("wasm");
    const { milliseconds, timesStock } = prepared(each, (run) => besideStock(run, each.stockFails !== true));
    await openBackend("cpu");
    const cpu = prepared(each, (run) => time(run, 1));
    rows.push({ name: each.name, milliseconds, timesStock, timesCpu: cpu / milliseconds });
  }
  return rows;
}

function prepared<Result>(each: KernelCase, measure: (run: () => void) => Result): Result {
  const { inputs, run } = each.prepare();
  try {
    return measure(run);
  } finally {
    tf.dispose([...inputs]);
  }
}

function besideStock(run: () => void, works: boolean): { milliseconds: number; timesStock: number | null } {
  const repeats = repeatsFor(run);
  const hasStock = works && runsOnStock(run);
  const ours: number[] = [];
  const ratios: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    const own = time(run, repeats);
    ours.push(own);
    if (hasStock) ratios.push(withStockKernels(() => time(run, Math.max(1, repeats >> 2))) / own);
  }
  return { milliseconds: median(ours), timesStock: hasStock ? median(ratios) : null };
}

/** Whether tfjs-wasm has all that the case needs; warms it up as well. */
function runsOnStock(run: () => void): boolean {
  return withStockKernels(() => {
    try {
      time(run, 1);
      return true;
    } catch (error) {
      if (error instanceof Error && /Kernel '.*' not registered/.test(error.message)) return false;
      throw error;
    }
  });
}

function repeatsFor(run: () => void): number {
  time(run, 3);
  return Math.max(1, Math.min(1000, Math.round(turnMilliseconds / time(run, 1))));
}

/** Milliseconds of a call. */
function time(run: () => void, repeats: number): number {
  const start = performance.now();
  for (let i = 0; i < repeats; i++) tf.tidy(run);
  return (performance.now() - start) / repeats;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
