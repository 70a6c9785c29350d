import { checkedOptions, nonNegative, partOfRun } from "../checkedOptions.ts";
import type { Schedule } from "./schedule.ts";

export interface LinearWarmupOptions {
  /** Value after the warmup. */
  readonly peak: number;
  /** Length of the warmup in steps … */
  readonly warmupSteps?: number | undefined;
  /** … or as a fraction of `ctx.stepHint`; `warmupSteps` goes first. */
  readonly warmupFactor?: number | undefined;
}

/** peak · min(1, k / warmup), then constant: what methods without a decay need (Defazio et al. 2024, arXiv 2405.15682). */
export function linearWarmup(options: LinearWarmupOptions): Schedule {
  const { peak, warmupSteps, warmupFactor } = checkedOptions("linearWarmup", options, {
    peak: [nonNegative],
    warmupSteps: [nonNegative, undefined],
    warmupFactor: [partOfRun, 0],
  });
  return ({ step, stepHint }) => {
    const warmup = warmupSteps ?? warmupFactor * stepHint;
    return step < warmup ? (peak * step) / warmup : peak;
  };
}
