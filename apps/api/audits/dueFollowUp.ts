import { type SQL, sql } from "drizzle-orm";
import { followUps } from "../database/auditTables.ts";
import type { Database } from "../database/openDatabase.ts";

/** A request that takes longer is taken to have died: what it has not done is another's. */
export const takenMilliseconds = 60_000;

/**
 * A statement for the batch that withdraws records or entries, or brings them back: what that takes along is to be done (`followUp`), of these entries and those that
 * lose records in the batch, where `guard` says that it took effect. By whoever looks first, or by the same request (`isOwn`).
 */
export const dueChange = (
  database: Database,
  changed: readonly string[],
  now: number,
  { guard = sql`TRUE`, isOwn = false }: { readonly guard?: SQL; readonly isOwn?: boolean } = {},
) =>
  database
    .insert(followUps)
    // In the order of the table's columns.
    .select(
      sql`SELECT NULL, 'changed', ${now}, ${JSON.stringify(changed)}, '', ${isOwn ? now + takenMilliseconds : now} WHERE ${guard}`,
    );

/**
 * A statement for the batch that completes an entry: what it sets on its board is to be audited. On a large board not before the entries that complete with it are gathered
 * (`auditBoard`). `which` are rows of `entries`.
 */
export const dueAudits = (database: Database, which: SQL, now: number) =>
  database.insert(followUps).select(sql`
    SELECT NULL, 'complete', ${now}, json_array(entries.id), '', max(${now}, coalesce((
      SELECT gathers_until FROM boards
      WHERE boards.id = entries.suite || '.' || entries.ruleset || '.' || entries.hardware_class || '@' || entries.suite_version), 0))
    FROM entries WHERE ${which} AND entries.finished_at IS NOT NULL AND entries.trust = 'verified'`);
