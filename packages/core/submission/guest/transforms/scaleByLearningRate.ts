import { mul } from "../operations/elementwise.ts";
import type { Schedule } from "../schedules/schedule.ts";
import { stateless } from "./stateless.ts";

/** update · −η(step): the last transform of a descent method. */
export const scaleByLearningRate = (learningRate: number | Schedule) =>
  stateless((updates, ctx) =>
    mul(updates, -(typeof learningRate === "number" ? learningRate : learningRate(ctx))),
  );

/** update · factor. */
export const scale = (factor: number) => stateless((updates) => mul(updates, factor));

/** update · schedule(step). */
export const scaleBySchedule = (schedule: Schedule) =>
  stateless((updates, ctx) => mul(updates, schedule(ctx)));
