import { sql } from "drizzle-orm";
import { resultsChanged } from "../boards/resultsChanged.ts";
import type { Database } from "../database/openDatabase.ts";

/** Entries of one batch. */
const atOnce = 20;

/** How far something has come that is done in parts, and what it has cost in calls to the database; false where it is to stop. */
export type Onward = (after: string, calls: number) => Promise<boolean>;

/** What `after` begins with while entries are brought up to date: no trial's id does. */
const mark = "entry ";

/**
 * Brings what is kept of boards up to date after records or entries were withdrawn, or came back, some entries at a time, from where an earlier
 * request has come to. False where it was to stop.
 */
export async function entriesChanged(
  database: Database,
  of: { readonly entries: readonly string[]; readonly after: string },
  now: number,
  onward: Onward,
): Promise<boolean> {
  if (of.after !== "" && !of.after.startsWith(mark)) return true;
  const left = of.entries.filter((id) => `${mark}${id}` > of.after);
  for (let at = 0; at < left.length; at += atOnce) {
    const some = left.slice(at, at + atOnce);
    const [first, ...others] = some.flatMap((id) => resultsChanged(database, { entry: id }, now));
    if (first !== undefined) await database.batch([first, ...others]);
    if (!(await onward(`${mark}${some.at(-1)}`, 1))) return false;
  }
  return true;
}

/** The entries that lost records at this time. */
export const entriesWithdrawnAt = async (database: Database, now: number): Promise<string[]> =>
  (
    await database.all<{ entry: string }>(sql`
      SELECT DISTINCT trials.entry AS entry FROM withdrawn_records JOIN trials ON trials.id = withdrawn_records.trial
      WHERE withdrawn_records.withdrawn_at = ${now}`)
  ).map(({ entry }) => entry);
