import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { setAuditsAside } from "../audits/setAside.ts";
import type { Actor } from "../auth/actor.ts";
import { countStarted, turnsChanged } from "../boards/resultsChanged.ts";
import { boards } from "../database/boardTables.ts";
import { eventsFrom } from "../database/event.ts";
import type { Database } from "../database/openDatabase.ts";
import { entries, trials } from "../database/schema.ts";
import { ApiProblem } from "../http/apiProblem.ts";
import { ownedEntry } from "./ownedEntry.ts";
import { isPublic } from "./visibleTo.ts";

/** Takes an entry's open trials out of the queue; running ones hear of it at their next heartbeat. Idempotent. */
export async function cancelEntry(database: Database, actor: Actor, id: string, now: number): Promise<void> {
  const entry = await ownedEntry(database, actor, id);
  if (entry.finishedAt !== null) {
    throw new ApiProblem(409, "entry-complete", {
      title: `The entry ${id} is complete.`,
      detail: "Results are kept: a complete entry cannot be cancelled.",
      solution: "Upload a better version and enter that.",
    });
  }
  await database.batch(cancelStatements(database, actor, id, now));
}

/** Statements that cancel an entry which is not complete; of one that is they change nothing. */
export const cancelStatements = (database: Database, actor: Actor, id: string, now: number) =>
  [
    eventsFrom(
      database,
      "entry-cancelled",
      { at: now, user: actor.user, entry: id },
      sql`FROM entries WHERE id = ${id} AND finished_at IS NULL AND cancelled_at IS NULL`,
    ),
    eventsFrom(
      database,
      "trial-cancelled",
      { at: now, user: actor.user, entry: id, trial: sql`trials.id`, runner: sql`trials.runner` },
      sql`FROM trials WHERE trials.entry = ${id} AND trials.status IN ('queued', 'leased') AND EXISTS (
        SELECT 1 FROM entries WHERE id = ${id} AND finished_at IS NULL AND cancelled_at IS NULL)`,
    ),
    database
      .update(boards)
      .set({ entries: sql`entries - 1`, revision: sql`revision + 1` })
      .where(sql`id = (SELECT board FROM entry_results WHERE entry = ${id} LIMIT 1) AND EXISTS (
        SELECT 1 FROM entries WHERE id = ${id} AND finished_at IS NULL AND cancelled_at IS NULL AND ${isPublic})`),
    database
      .update(entries)
      .set({ cancelledAt: now })
      .where(and(eq(entries.id, id), isNull(entries.finishedAt), isNull(entries.cancelledAt))),
    database
      .update(trials)
      .set({ status: "cancelled", runner: null, leaseExpiresAt: null, progress: null })
      .where(
        and(
          eq(trials.entry, id),
          inArray(trials.status, ["queued", "leased"]),
          sql`(SELECT cancelled_at FROM entries WHERE id = ${id}) IS NOT NULL`,
        ),
      ),
    setAuditsAside(database, id, now),
    countStarted(database, id),
    ...turnsChanged(database, id),
  ] as const;
