import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../database/openDatabase.ts";
import { lostLeases } from "../database/queueTables.ts";

/** A statement that notes who lost the leased trials of `where`, once per lease; goes into the batch before what ends the leases. */
export const noteLost = (database: Database, where: SQL, reason: string, now: number) =>
  database
    .insert(lostLeases)
    // In the order of the table's columns.
    .select(sql`
      SELECT trials.id, trials.attempt, trials.runner, runners.owner, ${now}, ${reason}
      FROM trials JOIN runners ON runners.id = trials.runner
      WHERE ${where}`)
    .onConflictDoNothing();
