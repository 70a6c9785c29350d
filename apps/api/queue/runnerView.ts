import type { Runner } from "@steepest/core/schema/api/runners.ts";
import type { runners } from "../database/schema.ts";
import { isoDate } from "../http/isoDate.ts";
import { standingOfRunner } from "./standingOfRunner.ts";

/** A runner as the API shows it at this time; `checked` says whether the deployment holds runners to the speed of their class. */
export const runnerView = (row: typeof runners.$inferSelect, checked: boolean, now: number): Runner => ({
  id: row.id,
  name: row.name,
  hardwareClass: row.hardwareClass,
  environment: row.environment,
  standing: standingOfRunner(row, checked, now),
  calibratedAt: isoDate(row.calibratedAt),
  lastSeenAt: isoDate(row.lastSeenAt),
});
