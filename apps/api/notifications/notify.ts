import type { NotifiedKind } from "@steepest/core/schema/api/notifications.ts";
import { type SQL, sql } from "drizzle-orm";
import { insertFrom } from "../database/insertFrom.ts";
import { notifications } from "../database/notificationTables.ts";
import type { Database } from "../database/openDatabase.ts";

interface Told {
  /** Who is told: an expression over `from`, as are the others. */
  readonly user: SQL;
  /** Of what: with kind and time it names the notification, which is made once. */
  readonly subject: SQL;
  readonly entry?: SQL;
  readonly trial?: SQL;
  readonly detail: SQL | string;
}

/**
 * A statement that tells one user for each row of `from` (`FROM … WHERE …`), by each way that they want: none where they want none. It goes into the batch
 * of what it tells, after that, so that nothing is told that did not happen, and nothing that did is lost; `deliverDue` sends it.
 */
export const notify = (
  database: Database,
  kind: NotifiedKind,
  { user, subject, entry = sql`NULL`, trial = sql`NULL`, detail }: Told,
  from: SQL,
  now: number | SQL,
) =>
  insertFrom(
    database,
    notifications,
    {
      id: sql`'n' || lower(hex(randomblob(8)))`,
      user: sql`wanted.user`,
      by: sql`way.value`,
      kind,
      subject: sql`told.subject`,
      entry: sql`told.entry`,
      trial: sql`told.trial`,
      detail: sql`told.detail`,
      at: now,
      dueAt: now,
    },
    // Joined in this order: who is told first, then their settings by key.
    sql`FROM (SELECT ${user} AS user, ${subject} AS subject, ${entry} AS entry, ${trial} AS trial, ${detail} AS detail ${from}) AS told
      CROSS JOIN notification_settings AS wanted ON wanted.user = told.user
        AND EXISTS (SELECT 1 FROM json_each(wanted.kinds) WHERE value = ${kind})
      CROSS JOIN json_each('["mail","webhook"]') AS way
        ON CASE way.value WHEN 'mail' THEN wanted.by_mail ELSE wanted.webhook_url IS NOT NULL END
      WHERE TRUE`,
  ).onConflictDoNothing();

/** Tells an entry's owner that its last trial ended in this batch. */
export const notifyFinished = (database: Database, entry: string | SQL, now: number | SQL) =>
  notify(
    database,
    "finished",
    {
      user: sql`entries.owner`,
      subject: sql`entries.id`,
      entry: sql`entries.id`,
      detail: sql`(SELECT count(*) || ' trials: ' || coalesce(sum(records.target_seconds IS NOT NULL), 0) || ' reached the target, '
          || coalesce(sum(trials.status = 'quarantined' OR records.outcome IN ('failed', 'diverged')), 0) || ' failed'
        FROM trials LEFT JOIN records ON records.trial = trials.id WHERE trials.entry = entries.id)`,
    },
    sql`FROM entries WHERE entries.id = ${entry} AND entries.finished_at = ${now}`,
    now,
  );
