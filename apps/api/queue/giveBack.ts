import { and, eq, sql } from "drizzle-orm";
import { resultsChanged } from "../boards/resultsChanged.ts";
import { eventsFrom } from "../database/event.ts";
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
  const told = {
    at: now,
    entry: sql`trials.entry`,
    trial: lease.trial,
    runner: sql`trials.runner`,
    attempt: lease.attempt,
  };
  const [, , , given] = await database.batch([
    noteLost(database, cause.crashed ? stands : sql`FALSE`, cause.reason, now),
    eventsFrom(
      database,
      "trial-released",
      { ...told, detail: `${cause.crashed ? "crash" : "drain"}: ${cause.reason}` },
      sql`FROM trials WHERE ${stands}`,
    ),
    eventsFrom(
      database,
      "trial-quarantined",
      { ...told, detail: givenUpReason },
      sql`FROM trials WHERE ${stands} AND ${isGivenUp}`,
    ),
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
      .returning({ status: trials.status }),
    ...resultsChanged(database, { entry: ofTrial("entry"), workload: ofTrial("workload"), isEnd: true }, now),
  ]);
  return given[0]?.status ?? null;
}
