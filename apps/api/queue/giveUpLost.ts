import { sql } from "drizzle-orm";
import { resultsChanged } from "../boards/resultsChanged.ts";
import { eventsFrom } from "../database/event.ts";
import type { Database } from "../database/openDatabase.ts";
import { trials } from "../database/schema.ts";
import { silent, type TrialRow } from "./claimTrial.ts";
import { givenUp, givenUpReason } from "./givenUp.ts";
import { noteLost } from "./noteLost.ts";

/** Quarantines trials that are up and that nobody is to try again, some at a time. */
export async function giveUpLost(database: Database, now: number): Promise<void> {
  const [, lost] = await database.batch([
    noteLost(database, sql`trials.status = 'leased' AND trials.lease_expires_at <= ${now}`, silent, now),
    database
      .select({ id: trials.id, entry: trials.entry, workload: trials.workload })
      .from(trials)
      .where(isGivenUp(now))
      .limit(mostGivenUp),
  ]);
  const [first, ...others] = lost.flatMap((trial) => giveUp(database, trial, now));
  if (first !== undefined) await database.batch([first, ...others]);
}

/** The rest waits for the next look: nobody gets it meanwhile. */
const mostGivenUp = 5;

/** Trials that are up and that nobody is to try again. Both lists are short, and have an index. */
const isGivenUp = (now: number) => sql`${trials.id} IN (
    SELECT id FROM trials WHERE status = 'queued' AND crashes > 0
    UNION ALL SELECT id FROM trials WHERE status = 'leased' AND lease_expires_at <= ${now})
  AND EXISTS (SELECT 1 FROM lost_leases WHERE lost_leases.trial = ${trials.id}) AND ${givenUp(now)}`;

function giveUp(
  database: Database,
  { id, entry, workload }: Pick<TrialRow, "id" | "entry" | "workload">,
  now: number,
) {
  const stands = sql`trials.id = ${id} AND ${isGivenUp(now)}`;
  return [
    eventsFrom(
      database,
      "trial-expired",
      { at: now, entry, trial: id, runner: sql`runner`, detail: silent, attempt: sql`attempt` },
      sql`FROM trials WHERE ${stands} AND status = 'leased'`,
    ),
    eventsFrom(
      database,
      "trial-quarantined",
      { at: now, entry, trial: id, detail: givenUpReason, attempt: sql`attempt` },
      sql`FROM trials WHERE ${stands}`,
    ),
    database
      .update(trials)
      .set({
        status: "quarantined",
        crashes: sql`crashes + (status = 'leased')`,
        runner: null,
        leaseExpiresAt: null,
        progress: null,
        reason: givenUpReason,
      })
      .where(stands),
    ...resultsChanged(database, { entry, workload, isEnd: true }, now),
  ] as const;
}
