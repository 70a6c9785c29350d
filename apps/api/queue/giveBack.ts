import { and, eq, sql } from "drizzle-orm";
import { resultsChanged } from "../boards/resultsChanged.ts";
import { event } from "../database/event.ts";
import type { Database } from "../database/openDatabase.ts";
import { type TrialStatus, trials } from "../database/schema.ts";
import { givenUp, givenUpReason } from "./givenUp.ts";
import { noteLost } from "./noteLost.ts";

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
  const stands = sql`trials.id = ${lease.trial} AND trials.attempt = ${lease.attempt} AND trials.status = 'leased'`;
  const ofTrial = (column: "entry" | "workload") =>
    sql`(SELECT own.${sql.identifier(column)} FROM trials AS own WHERE own.id = ${lease.trial})`;
  const isGivenUp = sql`CASE WHEN ${cause.crashed ? 1 : 0} AND ${givenUp(now)} THEN 1 ELSE 0 END`;
  const [, given] = await database.batch([
    noteLost(database, cause.crashed ? stands : sql`FALSE`, cause.reason, now),
    database
      .update(trials)
      .set({
        status: sql`CASE WHEN ${isGivenUp} THEN 'quarantined' ELSE 'queued' END`,
        crashes: sql`crashes + ${cause.crashed ? 1 : 0}`,
        runner: null,
        leaseExpiresAt: null,
        progress: null,
        ...(cause.crashed
          ? { reason: sql`CASE WHEN ${isGivenUp} THEN ${givenUpReason} ELSE ${cause.reason} END` }
          : {}),
      })
      .where(and(eq(trials.id, lease.trial), eq(trials.attempt, lease.attempt), eq(trials.status, "leased")))
      .returning({ status: trials.status, entry: trials.entry }),
    ...resultsChanged(database, { entry: ofTrial("entry"), workload: ofTrial("workload") }, now),
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
