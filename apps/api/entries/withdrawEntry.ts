import { and, eq, isNull, sql } from "drizzle-orm";
import { dueAudits } from "../audits/dueFollowUp.ts";
import type { Actor } from "../auth/actor.ts";
import { boardChanged } from "../boards/resultsChanged.ts";
import { eventsFrom } from "../database/event.ts";
import type { Database } from "../database/openDatabase.ts";
import { entries } from "../database/schema.ts";
import { cancelStatements } from "./cancelEntry.ts";
import { ownedEntry } from "./ownedEntry.ts";

/**
 * Takes an entry out of the ranking: what has not run is cancelled, a complete one stays on its board, struck through. Its times go on counting in
 * the scores of others, so that a withdrawal moves nobody else's score, nor the caps that it has set. Idempotent.
 */
export async function withdrawEntry(
  database: Database,
  actor: Actor,
  id: string,
  now: number,
): Promise<void> {
  await ownedEntry(database, actor, id);
  await database.batch([
    ...cancelStatements(database, actor, id, now),
    eventsFrom(
      database,
      "entry-withdrawn",
      { at: now, user: actor.user, entry: id },
      sql`FROM entries WHERE id = ${id} AND withdrawn_at IS NULL`,
    ),
    database
      .update(entries)
      .set({ withdrawnAt: now })
      .where(and(eq(entries.id, id), isNull(entries.withdrawnAt))),
    boardChanged(database, id),
    dueAudits(database, sql`entries.id = ${id}`, now),
  ]);
}
