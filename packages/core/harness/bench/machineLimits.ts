import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import * as tf from "@tensorflow/tfjs";

/** Processor time of this process in milliseconds: what others do on the machine counts less than in wall time. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** What the machine can do in WebAssembly, at best. */
export interface MachineLimits {
  /** Floating-point operations a nanosecond of our matrix product where it does best: factors that stay in the first caches. */
  readonly operations: number;
  /** Bytes a nanosecond that an addition of two arrays of 16 MiB reads and writes, a third array for the sums. */
  readonly bytes: number;
}

export interface LimitMeasures {
  /** One short block of our best product, again: its rate. */
  readonly product: () => number;
  readonly sum: () => number;
  readonly dispose: () => void;
}

/** Blocks of the product and the sum that a machine's limits are read from. */
export async function limitMeasures(): Promise<LimitMeasures> {
  await openBackend("wasm");
  const [a, b] = [tf.ones([240, 256]) as tf.Tensor2D, tf.ones([256, 256]) as tf.Tensor2D];
  const [x, y] = [tf.ones([2 ** 22]), tf.ones([2 ** 22])];
  /** Units a nanosecond, of a run of so many million. */
  const rate = (run: () => tf.Tensor, millionUnits: number, calls: number): number => {
    const start = processorTime();
    for (let time = 0; time < calls; time++) run().dispose();
    return (calls * millionUnits) / (processorTime() - start);
  };
  return {
    product: () => rate(() => tf.matMul(a, b), (2 * 240 * 256 * 256) / 1e6, 12),
    sum: () => rate(() => tf.add(x, y), (12 * 2 ** 22) / 1e6, 2),
    dispose: () => tf.dispose([a, b, x, y]),
  };
}

/** The best of many blocks of both. */
export async function measureLimits(): Promise<MachineLimits> {
  const { product, sum, dispose } = await limitMeasures();
  const best = (measure: () => number) => Math.max(...Array.from({ length: 40 }, measure));
  const limits = { operations: best(product), bytes: best(sum) };
  dispose();
  return limits;
}
