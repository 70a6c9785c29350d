import { eq, sql } from "drizzle-orm";
import { capOfTrial } from "../boards/capOfTrial.ts";
import type { Database } from "../database/openDatabase.ts";
import { entries, records, trials } from "../database/schema.ts";
import { entriesChanged } from "./entriesChanged.ts";
import { withdraw } from "./withdraw.ts";

/**
 * Queues every trial again that stopped at a cap which has gone: one that would now be let run on from where it stopped. Caps come from times of others, so
 * this follows every withdrawal. A trial that stopped beyond today's cap could change no score, whatever had stopped it.
 */
export async function requeueCapped(database: Database, now: number): Promise<void> {
  const capped = await database
    .select({ trial: trials, entry: entries, charged: records.chargedSeconds })
    .from(records)
    .innerJoin(trials, eq(trials.id, records.trial))
    .innerJoin(entries, eq(entries.id, trials.entry))
    .where(sql`${records.outcome} = 'capped' AND ${entries.cancelledAt} IS NULL`);
  for (const { trial, entry, charged } of capped) {
    const cap = await capOfTrial(database, trial, entry);
    if (cap !== null && charged > cap) continue;
    const reason = "It stopped at a cap that came from a time which was withdrawn.";
    await database.batch(
      withdraw(
        database,
        sql`records.trial = ${trial.id} AND records.outcome = 'capped'`,
        { void: sql`NULL`, reason },
        now,
      ),
    );
    await entriesChanged(database, [entry.id], now);
  }
}
