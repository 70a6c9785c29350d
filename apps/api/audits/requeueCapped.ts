import { eq, sql } from "drizzle-orm";
import { capOfTrial } from "../boards/capOfTrial.ts";
import { resultsChanged } from "../boards/resultsChanged.ts";
import type { Database } from "../database/openDatabase.ts";
import { entries, records, trials } from "../database/schema.ts";
import { withdraw } from "./withdraw.ts";

/** Capped trials that are looked at between two notes of how far it has come. */
const atOnce = 50;

/**
 * Queues every trial again that stopped at a cap which has gone: one that would now be let run on from where it stopped. Caps come from times of the same
 * board, so this follows every withdrawal there. A trial that stopped beyond today's cap could change no score, whatever had stopped it. Each is queued in a
 * batch with all that is kept of it; `onward` hears of the last that was looked at, for who goes on after a crash.
 */
export async function requeueCapped(
  database: Database,
  of: { readonly entries: readonly string[]; readonly after: string },
  now: number,
  onward: (after: string) => Promise<void>,
): Promise<void> {
  const ofBoards = sql`trials.entry IN (SELECT entry FROM entry_results WHERE board IN (
    SELECT board FROM entry_results WHERE entry IN (SELECT value FROM json_each(${JSON.stringify(of.entries)}))))`;
  for (let { after } = of; ; ) {
    const capped = await database
      .select({ trial: trials, entry: entries, charged: records.chargedSeconds })
      .from(records)
      .innerJoin(trials, eq(trials.id, records.trial))
      .innerJoin(entries, eq(entries.id, trials.entry))
      .where(
        sql`${records.outcome} = 'capped' AND ${entries.cancelledAt} IS NULL AND ${ofBoards} AND ${trials.id} > ${after}`,
      )
      .orderBy(trials.id)
      .limit(atOnce);
    for (const { trial, entry, charged } of capped) {
      const cap = await capOfTrial(database, trial, entry);
      if (cap !== null && charged > cap) continue;
      const reason = "It stopped at a cap that came from a time which was withdrawn.";
      await database.batch([
        ...withdraw(
          database,
          sql`records.trial = ${trial.id} AND records.outcome = 'capped'`,
          { void: sql`NULL`, reason },
          now,
        ),
        ...resultsChanged(database, { entry: entry.id }, now),
      ]);
    }
    const last = capped.at(-1);
    if (last === undefined) return;
    after = last.trial.id;
    await onward(after);
  }
}
