import type { Runner } from "@steepest/core/schema/api/runners.ts";
import type { runners } from "../database/schema.ts";
import { standingOfRunner } from "./standingOfRunner.ts";

const iso = (milliseconds: number) => new Date(milliseconds).toISOString();

/** A runner as the API shows it at this time; `checked` says whether the deployment holds runners to the speed of their class. */
export const runnerView = (row: typeof runners.$inferSelect, checked: boolean, now: number): Runner => ({
  id: row.id,
  name: row.name,
  hardwareClass: row.hardwareClass,
  environment: row.environment,
  standing: standingOfRunner(row, checked, now),
  calibratedAt: row.calibratedAt === null ? null : iso(row.calibratedAt),
  lastSeenAt: iso(row.lastSeenAt),
});
