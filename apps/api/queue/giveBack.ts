import { and, eq, sql } from "drizzle-orm";
import { event } from "../database/event.ts";
import type { Database } from "../database/openDatabase.ts";
import { type TrialStatus, trials } from "../database/schema.ts";
import { finishEntries } from "./finishEntries.ts";
import { maxCrashes } from "./leaseRules.ts";

/**
 * Puts a leased trial back into the queue. A drain does not count against it; a crash does, and the last permitted
 * one quarantines it. Null where the lease is lost.
 */
export async function giveBack(
  database: Database,
  lease: { readonly trial: string; readonly attempt: number },
  cause: { readonly crashed: boolean; readonly reason: string },
  now: number,
): Promise<TrialStatus | null> {
  const crashes = sql`crashes + ${cause.crashed ? 1 : 0}`;
  const [given] = await database.batch([
    database
      .update(trials)
      .set({
        status: sql`CASE WHEN ${crashes} >= ${maxCrashes} THEN 'quarantined' ELSE 'queued' END`,
        crashes,
        runner: null,
        leaseExpiresAt: null,
        progress: null,
        ...(cause.crashed ? { reason: cause.reason } : {}),
      })
      .where(and(eq(trials.id, lease.trial), eq(trials.attempt, lease.attempt), eq(trials.status, "leased")))
      .returning({ status: trials.status, entry: trials.entry }),
    finishEntries(database, now),
  ]);
  const trial = given[0];
  if (trial === undefined) return null;
  const kind = trial.status === "quarantined" ? "trial-quarantined" : "trial-released";
  await event(database, kind, {
    at: now,
    entry: trial.entry,
    trial: lease.trial,
    detail: `attempt ${lease.attempt}, ${cause.crashed ? "crash" : "drain"}: ${cause.reason}`,
  });
  return trial.status;
}
