import { checkedOptions, nonNegative, partOfRun } from "../checkedOptions.ts";
import type { Schedule } from "./schedule.ts";

export interface LinearDecayOptions {
  /** Highest value, at the end of the warmup. */
  readonly peak: number;
  /** Length of the linear warmup as a fraction of `ctx.stepHint`. */
  readonly warmupFactor?: number | undefined;
}

/**
 * Linear warmup, then a straight line that would reach 0 one step after the last: peak·(1 − k/T) at the k-th step from 0. Optimal in the worst
 * case for the last iterate of SGD (Defazio et al. 2023, arXiv 2310.07831, theorem 6); its experiments favour it over cosine.
 */
export function linearDecay(options: LinearDecayOptions): Schedule {
  const { peak, warmupFactor } = checkedOptions("linearDecay", options, {
    peak: [nonNegative],
    warmupFactor: [partOfRun, 0],
  });
  return ({ step, stepHint }) => {
    const warmup = Math.floor(warmupFactor * stepHint);
    if (step <= warmup && warmup > 0) return (peak * step) / (warmup + 1);
    // `withWarmup` asks for a step 0.
    return peak * Math.max(0, 1 - Math.max(0, step - 1 - warmup) / Math.max(1, stepHint - warmup));
  };
}
