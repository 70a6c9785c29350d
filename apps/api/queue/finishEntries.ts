import { and, isNull, sql } from "drizzle-orm";
import type { Database } from "../database/openDatabase.ts";
import { entries } from "../database/schema.ts";

/** Marks every entry finished that has no open trial left. Goes into the batch of whatever may have ended its last one. */
export const finishEntries = (database: Database, now: number) =>
  database
    .update(entries)
    .set({ finishedAt: now })
    .where(
      and(
        isNull(entries.finishedAt),
        isNull(entries.cancelledAt),
        sql`NOT EXISTS (SELECT 1 FROM trials WHERE trials.entry = entries.id AND trials.status IN ('queued', 'leased'))`,
      ),
    );
