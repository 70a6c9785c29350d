import { checkedOptions, nonNegative, partOfRun } from "../checkedOptions.ts";
import { constantSchedule, type Schedule } from "./schedule.ts";

export interface WarmupCosineOptions {
  /** Highest value, at the end of the warmup. */
  readonly peak: number;
  /** Length of the linear warmup as a fraction of the whole. Left out: no schedule at all, always `peak`. */
  readonly warmupFactor?: number | undefined;
  /** Where the cosine ends, as a fraction of `ctx.stepHint`. */
  readonly stepFraction?: number | undefined;
  /** Value at the end, as a fraction of the peak. */
  readonly endFactor?: number | undefined;
}

/**
 * Linear warmup from 0, then half a cosine down to `endFactor · peak` at `stepFraction · stepHint` steps, where it stays
 * (Loshchilov & Hutter 2017, arXiv 1608.03983; the schedule of AlgoPerf's target-setting runs).
 */
export function warmupCosine(options: WarmupCosineOptions): Schedule {
  const { peak, warmupFactor, stepFraction, endFactor } = checkedOptions("warmupCosine", options, {
    peak: [nonNegative],
    warmupFactor: [partOfRun, undefined],
    stepFraction: [nonNegative, 1],
    endFactor: [nonNegative, 0],
  });
  if (warmupFactor === undefined) return constantSchedule(peak);
  return ({ step, stepHint }) => {
    const total = Math.max(1, stepFraction * stepHint);
    const warmup = warmupFactor * total;
    if (step < warmup) return (peak * step) / warmup;
    const progress = Math.min(1, (step - warmup) / Math.max(1, total - warmup));
    return peak * (endFactor + (1 - endFactor) * 0.5 * (1 + Math.cos(Math.PI * progress)));
  };
}
