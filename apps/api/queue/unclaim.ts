import { and, eq, type SQL, sql } from "drizzle-orm";
import { eventsFrom } from "../database/event.ts";
import type { Database } from "../database/openDatabase.ts";
import { trials } from "../database/schema.ts";
import type { TrialRow } from "./claimTrial.ts";
import { finishEntries } from "./finishEntries.ts";

/** Takes a claim back that no runner has heard of: the trial is queued as if it had never been leased. */
export async function unclaim(database: Database, claimed: TrialRow): Promise<void> {
  await database
    .update(trials)
    .set({ status: "queued", attempt: sql`attempt - 1`, runner: null, leasedAt: null, leaseExpiresAt: null })
    .where(and(eq(trials.id, claimed.id), eq(trials.attempt, claimed.attempt), eq(trials.status, "leased")));
}

/** Takes a version's trials out of the queue that nobody can run, for a reason that is the platform's; an operator can requeue them. */
export async function setAside(
  database: Database,
  version: string,
  reason: string,
  now: number,
): Promise<void> {
  // A lease that was given before is its runner's, which has the source.
  const open: SQL = sql`trials.status = 'queued' AND trials.entry IN (
    SELECT id FROM entries WHERE version = ${version} AND trust = 'verified')`;
  await database.batch([
    eventsFrom(
      database,
      "trial-quarantined",
      { at: now, entry: sql`trials.entry`, trial: sql`trials.id`, detail: reason },
      sql`FROM trials WHERE ${open}`,
    ),
    database.update(trials).set({ status: "quarantined", progress: null, reason }).where(open),
    finishEntries(database, now),
  ]);
}
