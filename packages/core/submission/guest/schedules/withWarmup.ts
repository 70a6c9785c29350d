import { schedule as aSchedule, checkedOptions, nonNegative, oneOf, partOfRun } from "../checkedOptions.ts";
import type { Schedule } from "./schedule.ts";

export interface WarmupOptions {
  /** Length of the warmup as a fraction of `ctx.stepHint` … */
  readonly warmupFactor?: number | undefined;
  /** … or in steps, which goes first. */
  readonly warmupSteps?: number | undefined;
  /** How the first value is approached from 0; `none`: at once, as if there were no warmup. */
  readonly shape?: "linear" | "cosine" | "none" | undefined;
}

/**
 * A schedule that begins after a warmup: in step k of w its first value times k/w (`linear`; Goyal et al. 2017, arXiv 1706.02677) or
 * times ½(1 − cos(πk/w)) (`cosine`), then the schedule over what is left of the run.
 */
export function withWarmup(schedule: Schedule, options: WarmupOptions = {}): Schedule {
  checkedOptions("withWarmup", { schedule }, { schedule: [aSchedule] });
  const { warmupFactor, warmupSteps, shape } = checkedOptions("withWarmup", options, {
    warmupFactor: [partOfRun, 0],
    warmupSteps: [nonNegative, undefined],
    shape: [oneOf("linear", "cosine", "none"), "linear"],
  });
  if (shape === "none") return schedule;
  return ({ step, stepHint }) => {
    const warmup = warmupSteps ?? warmupFactor * stepHint;
    const rest = Math.max(1, stepHint - warmup);
    if (step >= warmup) return schedule({ step: step - warmup, stepHint: rest });
    const done = step / warmup;
    const first = schedule({ step: 0, stepHint: rest });
    return first * (shape === "cosine" ? 0.5 * (1 - Math.cos(Math.PI * done)) : done);
  };
}
