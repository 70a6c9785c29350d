import { and, eq, isNull, sql } from "drizzle-orm";
import { countStarted, resultsChanged } from "../boards/resultsChanged.ts";
import { eventsFrom } from "../database/event.ts";
import { events } from "../database/eventTables.ts";
import type { Database } from "../database/openDatabase.ts";
import { entries, trials } from "../database/schema.ts";
import type { TrialRow } from "./claimTrial.ts";

/** Takes a claim back that no runner has heard of: the trial is queued as if it had never been leased. */
export async function unclaim(database: Database, claimed: TrialRow): Promise<void> {
  await database.batch([
    database.delete(events).where(sql`
      trial = ${claimed.id} AND kind = 'trial-leased' AND attempt = ${claimed.attempt} AND EXISTS (
        SELECT 1 FROM trials WHERE trials.id = ${claimed.id} AND trials.attempt = ${claimed.attempt} AND trials.status = 'leased')`),
    database
      .update(trials)
      .set({
        status: "queued",
        attempt: sql`attempt - 1`,
        runner: null,
        leasedAt: null,
        leaseExpiresAt: null,
      })
      .where(
        and(eq(trials.id, claimed.id), eq(trials.attempt, claimed.attempt), eq(trials.status, "leased")),
      ),
    countStarted(database, claimed.entry),
  ]);
}

/** Takes a version's trials out of the queue that nobody can run, for a reason that is the platform's; an operator can requeue them. */
export async function setAside(
  database: Database,
  version: string,
  reason: string,
  now: number,
): Promise<void> {
  const entered = await database
    .select({ id: entries.id })
    .from(entries)
    .where(and(eq(entries.version, version), eq(entries.trust, "verified"), isNull(entries.cancelledAt)));
  const [first, ...others] = entered.flatMap(({ id: entry }) => {
    // A lease that was given before is its runner's, which has the source.
    const open = sql`trials.entry = ${entry} AND trials.status = 'queued'`;
    return [
      eventsFrom(
        database,
        "trial-quarantined",
        { at: now, entry, trial: sql`trials.id`, detail: reason },
        sql`FROM trials WHERE ${open}`,
      ),
      database.update(trials).set({ status: "quarantined", progress: null, reason }).where(open),
      ...resultsChanged(database, { entry, isEnd: true }, now),
    ];
  });
  if (first !== undefined) await database.batch([first, ...others]);
}
