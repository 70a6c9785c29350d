import { sql } from "drizzle-orm";
import { resultsChanged } from "../boards/resultsChanged.ts";
import type { Database } from "../database/openDatabase.ts";

/** Brings what is kept of boards up to date after records or entries were withdrawn, or came back, at this time. */
export async function entriesChanged(database: Database, ids: readonly string[], now: number): Promise<void> {
  for (const id of new Set(ids)) {
    await database.batch([...resultsChanged(database, { entry: id }, now)]);
  }
}

/** The entries that lost records at this time. */
export const entriesWithdrawnAt = async (database: Database, now: number): Promise<string[]> =>
  (
    await database.all<{ entry: string }>(sql`
      SELECT DISTINCT trials.entry AS entry FROM withdrawn_records JOIN trials ON trials.id = withdrawn_records.trial
      WHERE withdrawn_records.withdrawn_at = ${now}`)
  ).map(({ entry }) => entry);
