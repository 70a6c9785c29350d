import { checkedOptions, count, fraction, nonNegative } from "../checkedOptions.ts";
import type { Schedule } from "./schedule.ts";
import { warmupCosine } from "./warmupCosine.ts";

export interface CyclicCosineOptions {
  /** Highest value of the first cycle. */
  readonly peak: number;
  /** Cycles in a run, all equally long. */
  readonly cycles?: number | undefined;
  /** Part of a cycle that is linear warmup. */
  readonly warmupFactor?: number | undefined;
  /** Value at the end of a cycle, as a fraction of its peak. */
  readonly endFactor?: number | undefined;
  /** Each peak as a fraction of the one before. */
  readonly peakFactor?: number | undefined;
}

/** Cycles of linear warmup and half a cosine (warm restarts: Loshchilov & Hutter 2017, arXiv 1608.03983; cycles: Smith 2017, arXiv 1506.01186). */
export function cyclicCosine(options: CyclicCosineOptions): Schedule {
  const { peak, cycles, warmupFactor, endFactor, peakFactor } = checkedOptions("cyclicCosine", options, {
    peak: [nonNegative],
    cycles: [count, 3],
    warmupFactor: [fraction, 0.05],
    endFactor: [nonNegative, 0],
    peakFactor: [nonNegative, 1],
  });
  const within = warmupCosine({ peak: 1, warmupFactor, endFactor });
  return ({ step, stepHint }) => {
    const length = Math.max(1, stepHint / cycles);
    const cycle = Math.min(cycles - 1, Math.max(0, Math.floor((step - 1) / length)));
    return peak * peakFactor ** cycle * within({ step: step - cycle * length, stepHint: length });
  };
}
