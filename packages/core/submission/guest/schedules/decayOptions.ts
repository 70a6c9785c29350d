import { nonNegative, type OptionRules } from "../checkedOptions.ts";
import type { ScheduleContext } from "./schedule.ts";

/** What the schedules take that fall from a peak over a part of the run. */
export interface DecayOptions {
  readonly peak: number;
  /** Where the fall ends, as a fraction of `ctx.stepHint`; the value stays from there on. */
  readonly stepFraction?: number | undefined;
  /** Value at the end, as a fraction of the peak. */
  readonly endFactor?: number | undefined;
}

export const decayRules = {
  peak: [nonNegative],
  stepFraction: [nonNegative, 1],
  endFactor: [nonNegative, 0],
} as const satisfies OptionRules<DecayOptions>;

/** From 0 at the start to 1 at the end of the fall. */
export const progressOf = ({ step, stepHint }: ScheduleContext, stepFraction: number): number =>
  Math.min(1, Math.max(0, step / Math.max(1, stepFraction * stepHint)));
