import { aNumber, checkedOptions } from "../checkedOptions.ts";
/** What a schedule may depend on. */
export interface ScheduleContext {
  /** From 1. */
  readonly step: number;
  /** Steps of the run that set the target. */
  readonly stepHint: number;
}

/** A number for every step, such as a learning rate. */
export type Schedule = (ctx: ScheduleContext) => number;

/** The same number always. */
export function constantSchedule(value: number): Schedule {
  checkedOptions("constantSchedule", { value }, { value: [aNumber] });
  return () => value;
}
