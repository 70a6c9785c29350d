import { type SQL, sql } from "drizzle-orm";
import { followUps } from "../database/auditTables.ts";
import { insertFrom } from "../database/insertFrom.ts";
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
  insertFrom(
    database,
    followUps,
    { kind: "changed", at: now, entries: changed, takenUntil: isOwn ? now + takenMilliseconds : now },
    sql`WHERE ${guard}`,
  );

/**
 * A statement for the batch that completes an entry: what it sets on its board is to be audited. On a large board not before the entries that complete with it are gathered
 * (`auditBoard`). `which` are rows of `entries`.
 */
export const dueAudits = (database: Database, which: SQL, now: number | SQL) =>
  insertFrom(
    database,
    followUps,
    {
      kind: "complete",
      at: now,
      entries: sql`json_array(entries.id)`,
      takenUntil: sql`max(${now}, coalesce((
        SELECT gathers_until FROM boards
        WHERE boards.id = entries.suite || '.' || entries.ruleset || '.' || entries.hardware_class || '@' || entries.suite_version), 0))`,
    },
    sql`FROM entries WHERE ${which} AND entries.finished_at IS NOT NULL AND entries.trust = 'verified'`,
  );
