import { type SQL, sql } from "drizzle-orm";
import { audits, withdrawnRecords } from "../database/auditTables.ts";
import { eventsFrom } from "../database/event.ts";
import { insertFrom } from "../database/insertFrom.ts";
import type { Database } from "../database/openDatabase.ts";
import { lostLeases } from "../database/queueTables.ts";
import { entries, records, trials } from "../database/schema.ts";

/** Columns that a record and a withdrawn one have alike. */
export const whatCounted = {
  trial: sql`trial`,
  sha256: sql`sha256`,
  bytes: sql`bytes`,
  attempt: sql`attempt`,
  runner: sql`runner`,
  outcome: sql`outcome`,
  targetStep: sql`target_step`,
  targetSeconds: sql`target_seconds`,
  targetCharged: sql`target_charged`,
  steps: sql`steps`,
  chargedSeconds: sql`charged_seconds`,
  gradients: sql`gradients`,
  bytesSent: sql`bytes_sent`,
  criticalSeconds: sql`critical_seconds`,
  epsilon: sql`epsilon`,
  delta: sql`delta`,
  createdAt: sql`created_at`,
  owner: sql`owner`,
  verifiedAt: sql`verified_at`,
  milestones: sql`milestones`,
};

/**
 * Statements, for one batch, that take records out of the count and queue their trials again: those of `where` (a condition on `records`). The
 * records stay where everybody can read them, with the reason. `void` is the id of what withdrew them, or NULL.
 */
export function withdraw(
  database: Database,
  where: SQL,
  cause: { readonly void: SQL; readonly reason: string },
  now: number,
) {
  const chosen = sql`(SELECT records.trial FROM records WHERE ${where})`;
  return [
    eventsFrom(
      database,
      "record-withdrawn",
      {
        at: now,
        entry: sql`(SELECT entry FROM trials WHERE trials.id = records.trial)`,
        trial: sql`records.trial`,
        runner: sql`records.runner`,
        detail: cause.reason,
      },
      sql`FROM records WHERE ${where}`,
    ),
    insertFrom(
      database,
      withdrawnRecords,
      { ...whatCounted, void: cause.void, reason: cause.reason, withdrawnAt: now },
      sql`FROM records WHERE ${where}`,
    ),
    database
      .update(audits)
      .set({ status: "withdrawn", leaseExpiresAt: null })
      .where(sql`status IN ('queued', 'leased') AND trial IN ${chosen}`),
    database
      .update(entries)
      .set({ finishedAt: null })
      .where(sql`cancelled_at IS NULL AND id IN (SELECT entry FROM trials WHERE id IN ${chosen})`),
    database
      .update(trials)
      .set({
        status: sql`CASE WHEN (SELECT cancelled_at FROM entries WHERE entries.id = trials.entry) IS NULL THEN 'queued' ELSE 'cancelled' END`,
        record: null,
        crashes: 0,
        reason: cause.reason,
        // Beyond every lease that there was, of audits too: (trial, attempt) names one lease for good.
        attempt: sql`max(attempt,
          (SELECT coalesce(max(other.attempt), 0) FROM audits AS other WHERE other.trial = trials.id),
          (SELECT coalesce(max(lost.attempt), 0) FROM lost_leases AS lost WHERE lost.trial = trials.id))`,
      })
      .where(sql`status = 'finished' AND id IN ${chosen}`),
    database.delete(lostLeases).where(sql`trial IN ${chosen}`),
    database.delete(records).where(where),
  ] as const;
}
