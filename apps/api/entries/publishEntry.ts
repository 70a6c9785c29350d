import { and, eq, sql } from "drizzle-orm";
import type { Actor } from "../auth/actor.ts";
import { resultsChanged } from "../boards/resultsChanged.ts";
import { boards } from "../database/boardTables.ts";
import { eventsFrom } from "../database/event.ts";
import type { Database } from "../database/openDatabase.ts";
import { entries } from "../database/schema.ts";
import { ownedEntry } from "./ownedEntry.ts";

/** Shows a private entry, and with it its version, to everybody, for good. Idempotent. */
export async function publishEntry(database: Database, actor: Actor, id: string, now: number): Promise<void> {
  await ownedEntry(database, actor, id);
  await database.batch([
    eventsFrom(
      database,
      "entry-published",
      { at: now, user: actor.user, entry: id },
      sql`FROM entries WHERE id = ${id} AND is_private`,
    ),
    database
      .update(boards)
      .set({ entries: sql`entries + 1` })
      .where(sql`id = (SELECT board FROM entry_results WHERE entry = ${id} LIMIT 1)
        AND EXISTS (SELECT 1 FROM entries WHERE id = ${id} AND is_private AND cancelled_at IS NULL)`),
    database
      .update(entries)
      .set({ isPrivate: false })
      .where(and(eq(entries.id, id), eq(entries.isPrivate, true))),
    ...resultsChanged(database, { entry: id }, now),
  ]);
}
