import type { Standing } from "@steepest/core/schema/api/runners.ts";
import { hardwareClass } from "@steepest/workloads/catalogue.ts";
import type { runners } from "../database/schema.ts";
import { standingOf } from "./standingOf.ts";

/** How a runner stands to its class at this time; `checked` says whether the deployment holds runners to the speed of their class. */
export const standingOfRunner = (
  { environment, calibratedAt, hardwareClass: classId }: typeof runners.$inferSelect,
  checked: boolean,
  now: number,
): Standing =>
  standingOf(
    { calibration: environment.calibration ?? null, ageMilliseconds: now - (calibratedAt ?? now) },
    hardwareClass(classId),
    checked,
  );
