import type { Runner } from "@steepest/core/schema/api/runners.ts";
import type { runners } from "../database/schema.ts";

export const runnerView = (row: typeof runners.$inferSelect): Runner => ({
  id: row.id,
  name: row.name,
  hardwareClass: row.hardwareClass,
  environment: row.environment,
  lastSeenAt: new Date(row.lastSeenAt).toISOString(),
});
