import { type SQL, sql } from "drizzle-orm";
import { insertFrom } from "../database/insertFrom.ts";
import type { Database } from "../database/openDatabase.ts";
import { lostLeases } from "../database/queueTables.ts";

/** A statement that notes who lost the leased trials of `where`, once per lease; goes into the batch before what ends the leases. */
export const noteLost = (database: Database, where: SQL, reason: string, now: number) =>
  insertFrom(
    database,
    lostLeases,
    {
      trial: sql`trials.id`,
      attempt: sql`trials.attempt`,
      runner: sql`trials.runner`,
      owner: sql`runners.owner`,
      at: now,
      reason,
    },
    sql`FROM trials JOIN runners ON runners.id = trials.runner WHERE ${where}`,
  ).onConflictDoNothing();
