import { type SQL, sql } from "drizzle-orm";
import { events } from "./eventTables.ts";
import type { Database } from "./openDatabase.ts";

type EventKind =
  | "token-created"
  | "token-revoked"
  | "version-uploaded"
  | "entry-created"
  | "entry-cancelled"
  | "entry-published"
  | "entry-withdrawn"
  | "submission-transferred"
  | "signed-in-by-link"
  | "admin-changed"
  | "quota-changed"
  | "user-deleted"
  | "trial-leased"
  | "trial-released"
  | "trial-finished"
  | "trial-quarantined"
  | "trial-requeued"
  | "audit-leased"
  | "audit-released"
  | "audit-finished"
  | "challenged"
  | "voided"
  | "void-lifted"
  | "record-withdrawn"
  | "runner-registered";

/** A statement that notes what happened; goes into the batch of what it notes. */
export const event = (database: Database, kind: EventKind, about: Omit<typeof events.$inferInsert, "kind">) =>
  database.insert(events).values({ kind, ...about });

type Told = Partial<Record<"user" | "entry" | "trial" | "runner" | "detail", string | SQL | null>>;

/**
 * A statement that notes one event for each row of `from` (`FROM … WHERE …`), so none where there is none. It goes into the batch before the
 * statement that it notes, with that one's condition: what does not take effect is not noted.
 */
export const eventsFrom = (
  database: Database,
  kind: EventKind,
  { at, user = null, entry = null, trial = null, runner = null, detail = null }: Told & { at: number },
  from: SQL,
) =>
  // In the order of the table's columns; the id is drawn.
  database.insert(events).select(sql`
    SELECT NULL, ${at}, ${kind}, ${user}, ${entry}, ${trial}, ${runner}, ${detail} ${from}`);
