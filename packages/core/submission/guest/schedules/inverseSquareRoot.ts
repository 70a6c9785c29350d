import { checkedOptions, nonNegative } from "../checkedOptions.ts";
import type { Schedule } from "./schedule.ts";

export interface InverseSquareRootOptions {
  readonly peak: number;
  /** T: steps at the peak before the fall begins … */
  readonly timescale?: number | undefined;
  /** … or the same as a fraction of `ctx.stepHint`; `timescale` goes first. */
  readonly timescaleFactor?: number | undefined;
}

/**
 * peak · √(T / max(k, T)): does not need to know where the run ends. With a linear warmup of T steps it is the Transformer's (Vaswani et al. 2017,
 * arXiv 1706.03762, section 5.3): `withWarmup(…)` shifts it, so there T counts from the end of the warmup.
 */
export function inverseSquareRoot(options: InverseSquareRootOptions): Schedule {
  const { peak, timescale, timescaleFactor } = checkedOptions("inverseSquareRoot", options, {
    peak: [nonNegative],
    timescale: [nonNegative, undefined],
    timescaleFactor: [nonNegative, 0],
  });
  return ({ step, stepHint }) => {
    const flat = Math.max(1, timescale ?? timescaleFactor * stepHint);
    return peak * Math.sqrt(flat / Math.max(step, flat));
  };
}
