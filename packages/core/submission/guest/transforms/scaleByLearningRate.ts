import { aNumber, schedule as aSchedule, checkedOptions, rate } from "../checkedOptions.ts";
import { mul } from "../operations/elementwise.ts";
import { givesSteps, placed } from "../placement.ts";
import type { Schedule } from "../schedules/schedule.ts";
import type { Transform } from "../transform.ts";
import { stateless } from "./stateless.ts";

/**
 * update · −η(step): the last transform of a descent method. The sign is in it, so η is never negative; `scale` takes any factor.
 */
export function scaleByLearningRate(learningRate: number | Schedule): Transform<null> {
  checkedOptions("scaleByLearningRate", { learningRate }, { learningRate: [rate] });
  return placed(
    stateless((updates, ctx) =>
      mul(updates, -(typeof learningRate === "number" ? learningRate : learningRate(ctx))),
    ),
    givesSteps("scaleByLearningRate"),
  );
}

/** update · factor. */
export function scale(factor: number): Transform<null> {
  checkedOptions("scale", { factor }, { factor: [aNumber] });
  return stateless((updates) => mul(updates, factor));
}

/** update · schedule(step). */
export function scaleBySchedule(schedule: Schedule): Transform<null> {
  checkedOptions("scaleBySchedule", { schedule }, { schedule: [aSchedule] });
  return stateless((updates, ctx) => mul(updates, schedule(ctx)));
}
