import { type SQL, sql } from "drizzle-orm";
import { events } from "./eventTables.ts";
import { insertFrom } from "./insertFrom.ts";
import type { Database } from "./openDatabase.ts";

/** Everything that is noted. */
export type EventKind =
  | "token-created"
  | "token-revoked"
  | "version-uploaded"
  | "entry-created"
  | "entry-hidden"
  | "entry-shown"
  | "entry-cancelled"
  | "entry-published"
  | "entry-withdrawn"
  | "submission-transferred"
  | "lab-uploaded"
  | "lab-published"
  | "lab-deleted"
  | "signed-in-by-link"
  | "admin-signed-in"
  | "admin-changed"
  | "quota-changed"
  | "user-deleted"
  | "user-banned"
  | "user-unbanned"
  | "trial-leased"
  | "trial-released"
  | "trial-expired"
  | "trial-finished"
  | "trial-cancelled"
  | "trial-quarantined"
  | "trial-requeued"
  | "audit-leased"
  | "audit-released"
  | "audit-expired"
  | "audit-finished"
  | "challenged"
  | "voided"
  | "void-lifted"
  | "record-withdrawn"
  | "record-restored"
  | "runner-registered"
  | "runner-drained"
  | "runner-resumed"
  | "runner-banned"
  | "runner-unbanned"
  | "orphans-deleted";

/** A statement that notes what happened; goes into the batch of what it notes, where that either takes effect or fails. */
export const event = (database: Database, kind: EventKind, about: Omit<typeof events.$inferInsert, "kind">) =>
  database.insert(events).values({ kind, ...about });

type Told = Partial<Record<"user" | "entry" | "trial" | "runner" | "detail", string | SQL | null>>;

/**
 * A statement that notes one event for each row of `from` (`FROM … WHERE …`), so none where there is none. It goes into the batch before the
 * statement that it notes, with that one's condition: what does not take effect is not noted. What is of a lease names its attempt, and is noted once.
 */
export const eventsFrom = (
  database: Database,
  kind: EventKind,
  {
    at,
    user = null,
    entry = null,
    trial = null,
    runner = null,
    detail = null,
    attempt = null,
  }: Told & { readonly at: number | SQL; readonly attempt?: number | SQL | null },
  from: SQL,
) =>
  insertFrom(
    database,
    events,
    { at, kind, user, entry, trial, runner, detail, attempt },
    from,
  ).onConflictDoNothing();

/** Events that one statement forgets at most: it takes no longer, however many there are. */
export const mostForgotten = 2000;

/** Forgets the oldest events, those before a time. How many they were: whoever gets the most asks again. */
export async function forgetEvents(database: Database, before: number): Promise<number> {
  const forgotten = await database
    .delete(events)
    // Ids grow with time: no event older than these stands elsewhere, and no index by time is needed.
    .where(
      sql`at < ${before} AND id IN (
        SELECT id FROM events WHERE (SELECT at FROM events AS oldest ORDER BY id LIMIT 1) < ${before} ORDER BY id LIMIT ${mostForgotten})`,
    )
    .returning({ id: events.id });
  return forgotten.length;
}
