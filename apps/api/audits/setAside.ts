import { type SQL, sql } from "drizzle-orm";
import { audits } from "../database/auditTables.ts";
import type { Database } from "../database/openDatabase.ts";

/** Whether an entry's audits wait for nobody: it is cancelled or void. */
export const isSetAside: SQL = sql`(entries.cancelled_at IS NOT NULL OR entries.voided_at IS NOT NULL)`;

/** A statement after whatever cancels or voids an entry, or lifts that: its open audits are given to nobody, or are given again. */
export const setAuditsAside = (database: Database, entry: string, now: number) =>
  database
    .update(audits)
    .set({
      setAsideAt: sql`CASE WHEN EXISTS (SELECT 1 FROM entries WHERE entries.id = ${entry} AND ${isSetAside}) THEN ${now} END`,
    })
    .where(
      sql`status IN ('queued', 'leased') AND trial IN (SELECT id FROM trials WHERE trials.entry = ${entry})`,
    );
