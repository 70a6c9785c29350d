import * as tf from "@tensorflow/tfjs";
import { openBackend } from "../openBackend.ts";
import { withStockKernels } from "../withStockKernels.ts";
import { elementwiseCases } from "./elementwiseCases.ts";
import { type KernelCase, kernelCases } from "./kernelCases.ts";

export interface KernelBenchmark {
  readonly name: string;
  /** Milliseconds of one call with our kernels on `wasm`. */
  readonly milliseconds: number;
  /** tfjs-wasm's time ÷ ours; null where it has no such kernel. */
  readonly timesStock: number | null;
  /** tfjs's `cpu` time ÷ ours. */
  readonly timesCpu: number;
}

/** Measures every kernel of ours beside tfjs-wasm's own and tfjs's `cpu`, in one run on one machine. */
export async function benchmarkKernels(): Promise<KernelBenchmark[]> {
  const rows: KernelBenchmark[] = [];
  for (const each of [...kernelCases, ...elementwiseCases]) {
    await openBackend("wasm");
    const milliseconds = measure(each, 9);
    const stock = measureStock(each);
    await openBackend("cpu");
    const cpu = measure(each, 1);
    rows.push({
      name: each.name,
      milliseconds,
      timesStock: stock === null ? null : stock / milliseconds,
      timesCpu: cpu / milliseconds,
    });
  }
  return rows;
}

function measureStock(each: KernelCase): number | null {
  return withStockKernels(() => {
    try {
      return measure(each, 9);
    } catch (error) {
      if (error instanceof Error && /Kernel '.*' not registered/.test(error.message)) return null;
      throw error;
    }
  });
}

/** Median milliseconds of a call, after one to warm up. */
function measure(each: KernelCase, repeats: number): number {
  const { inputs, run } = each.prepare();
  try {
    tf.tidy(run);
    const times = Array.from({ length: repeats }, () => {
      const start = performance.now();
      tf.tidy(run);
      return performance.now() - start;
    });
    times.sort((a, b) => a - b);
    return times[(repeats - 1) / 2] as number;
  } finally {
    tf.dispose([...inputs]);
  }
}
