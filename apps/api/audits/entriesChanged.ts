import { sql } from "drizzle-orm";
import { resultsChanged } from "../boards/resultsChanged.ts";
import { recordPacks } from "../database/boardTables.ts";
import type { Database } from "../database/openDatabase.ts";
import { records } from "../database/schema.ts";

/**
 * Statements that bring what is kept of an entry's board up to date after records or the entry were withdrawn, or came back. Its packs for exports are made
 * anew: they hold what counts no more.
 */
export const entryChanged = (database: Database, entry: string, now: number) => {
  const board = sql`(SELECT board FROM entry_results WHERE entry = ${entry} LIMIT 1)`;
  return [
    ...resultsChanged(database, { entry }, now),
    database.delete(recordPacks).where(sql`board = ${board}`),
    database.update(records).set({ pack: null }).where(sql`board = ${board} AND pack IS NOT NULL`),
  ] as const;
};

/** The same for several entries. */
export async function entriesChanged(database: Database, ids: readonly string[], now: number): Promise<void> {
  for (const id of new Set(ids)) await database.batch(entryChanged(database, id, now));
}

/** The entries that lost records at this time. */
export const entriesWithdrawnAt = async (database: Database, now: number): Promise<string[]> =>
  (
    await database.all<{ entry: string }>(sql`
      SELECT DISTINCT trials.entry AS entry FROM withdrawn_records JOIN trials ON trials.id = withdrawn_records.trial
      WHERE withdrawn_records.withdrawn_at = ${now}`)
  ).map(({ entry }) => entry);
