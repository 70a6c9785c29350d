import type { Runner } from "@steepest/core/schema/api/runners.ts";
import { hardwareClass } from "@steepest/workloads/catalogue.ts";
import type { runners } from "../database/schema.ts";
import { standingOf } from "./standingOf.ts";

const iso = (milliseconds: number) => new Date(milliseconds).toISOString();

/** A runner as the API shows it; `checked` says whether the deployment holds runners to the speed of their class. */
export const runnerView = (row: typeof runners.$inferSelect, checked: boolean): Runner => ({
  id: row.id,
  name: row.name,
  hardwareClass: row.hardwareClass,
  environment: row.environment,
  standing: standingOf(row.environment.calibration ?? null, hardwareClass(row.hardwareClass), checked),
  calibratedAt: row.calibratedAt === null ? null : iso(row.calibratedAt),
  lastSeenAt: iso(row.lastSeenAt),
});
