import { eq, sql } from "drizzle-orm";
import { bestsOf, capOfTrial } from "../boards/capOfTrial.ts";
import { resultsChanged } from "../boards/resultsChanged.ts";
import type { Database } from "../database/openDatabase.ts";
import { entries, records, trials } from "../database/schema.ts";
import type { Onward } from "./entriesChanged.ts";
import { withdraw } from "./withdraw.ts";

/** Capped trials that are looked at between two notes of how far it has come. */
const atOnce = 40;

/**
 * Queues every trial again that stopped at a cap which has gone: one that would now be let run on from where it stopped. Caps come from times of the same
 * board, so this follows every withdrawal there. A trial that stopped beyond today's cap could change no score, whatever had stopped it. Each is queued in a
 * batch with all that is kept of it; `onward` hears of the last that was looked at, for who goes on after a crash. False where it was to stop.
 */
export async function requeueCapped(
  database: Database,
  of: { readonly entries: readonly string[]; readonly after: string },
  now: number,
  onward: Onward,
): Promise<boolean> {
  const boards = await database.all<{ board: string }>(sql`
    SELECT DISTINCT board FROM entry_results WHERE entry IN (SELECT value FROM json_each(${JSON.stringify(of.entries)})) ORDER BY board`);
  const [reached = "", last = ""] = of.after.split(" ");
  for (const { board } of boards) {
    if (reached !== "entry" && board < reached) continue;
    for (let after = board === reached ? last : ""; ; ) {
      const capped = await database
        .select({ trial: trials, entry: entries, charged: records.chargedSeconds, bests: bestsOf })
        .from(records)
        .innerJoin(trials, eq(trials.id, records.trial))
        .innerJoin(entries, eq(entries.id, trials.entry))
        // The literal is the index's.
        .where(sql`records.outcome = 'capped' AND records.board = ${board} AND records.trial > ${after}`)
        .orderBy(records.trial)
        .limit(atOnce);
      const again = capped.filter(({ entry, charged, bests }) => {
        const cap = capOfTrial(bests, entry);
        return entry.cancelledAt === null && (cap === null || charged <= cap);
      });
      const reason = "It stopped at a cap that came from a time which was withdrawn.";
      const [first, ...others] = again.flatMap(({ trial, entry }) => [
        ...withdraw(
          database,
          sql`records.trial = ${trial.id} AND records.outcome = 'capped'`,
          { void: sql`NULL`, reason },
          now,
        ),
        ...resultsChanged(database, { entry: entry.id }, now),
      ]);
      if (first !== undefined) await database.batch([first, ...others]);
      const end = capped.at(-1);
      if (end === undefined) break;
      after = end.trial.id;
      if (!(await onward(`${board} ${after}`, 2))) return false;
    }
  }
  return true;
}
