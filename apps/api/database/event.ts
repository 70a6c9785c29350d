import type { Database } from "./openDatabase.ts";
import { events } from "./schema.ts";

type EventKind =
  | "token-created"
  | "token-revoked"
  | "version-uploaded"
  | "entry-created"
  | "entry-cancelled"
  | "trial-leased"
  | "trial-released"
  | "trial-finished"
  | "trial-quarantined"
  | "runner-registered";

/** A statement that notes what happened; goes into the batch of what it notes. */
export const event = (database: Database, kind: EventKind, about: Omit<typeof events.$inferInsert, "kind">) =>
  database.insert(events).values({ kind, ...about });
