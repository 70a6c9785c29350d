import type { Database } from "../database/openDatabase.ts";
import type { entries, trials } from "../database/schema.ts";

export async function capOfTrial(
  _database: Database,
  _trial: typeof trials.$inferSelect,
  _entry: typeof entries.$inferSelect,
): Promise<number | null> {
  return null;
}
