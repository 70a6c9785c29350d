import { capOfBests } from "@steepest/core/score/trialCap.ts";
import { suite } from "@steepest/workloads/catalogue.ts";
import { sql } from "drizzle-orm";
import type { Database } from "../database/openDatabase.ts";
import type { entries, trials } from "../database/schema.ts";
import { boardKey } from "./boardKey.ts";

type Trial = Pick<typeof trials.$inferSelect, "workload" | "study">;
type Entry = Pick<typeof entries.$inferSelect, "id" | "suite" | "suiteVersion" | "ruleset" | "hardwareClass">;

interface Bests {
  readonly study: number | null;
  readonly own: number | null;
  readonly board: number | null;
}

/**
 * Charged seconds beyond which the trial can change no score, or null. Only results that are sure to stay on the board
 * may lower it, or a cancelled entry would have cost others their times: those of complete verified entries, and the
 * trial's own entry's. A private entry lowers nobody's but its own. Reads the trials of its study and two rows, whatever the size of the board.
 */
export async function capOfTrial(database: Database, trial: Trial, entry: Entry): Promise<number | null> {
  const [cap = null] = await capsOfTrials(database, [{ trial, entry }]);
  return cap;
}

/** The same of several trials, in one call to the database. */
export async function capsOfTrials(
  database: Database,
  some: readonly { readonly trial: Trial; readonly entry: Entry }[],
): Promise<(number | null)[]> {
  if (some.length === 0) return [];
  const asked = some.map(({ trial: { workload, study }, entry }) => ({
    ...{ workload, study, entry: entry.id },
    board: boardKey(entry, entry.suiteVersion),
  }));
  const of = (name: "workload" | "study" | "entry" | "board") =>
    sql`(asked.value ->> ${sql.raw(`'$.${name}'`)})`;
  const found = await database.all<Bests>(sql`
    SELECT
      (SELECT min(records.target_seconds) FROM trials CROSS JOIN records ON records.trial = trials.id
        WHERE trials.entry = ${of("entry")} AND trials.workload = ${of("workload")} AND trials.study = ${of("study")}) AS study,
      (SELECT slowest_seconds FROM entry_results WHERE entry = ${of("entry")} AND workload = ${of("workload")}) AS own,
      (SELECT slowest_seconds FROM entry_results
        WHERE board = ${of("board")} AND workload = ${of("workload")} AND lasting = 1 AND slowest_seconds IS NOT NULL
        ORDER BY slowest_seconds LIMIT 1) AS board
    FROM json_each(${JSON.stringify(asked)}) AS asked`);
  return some.map(({ entry }, at) => capOf(found[at], entry));
}

function capOf(best: Bests | undefined, entry: Entry): number | null {
  const { rMax, rulesets } = suite(entry.suite);
  const orNever = (seconds: number | null | undefined): number => seconds ?? Number.POSITIVE_INFINITY;
  return capOfBests({
    ruleset: entry.ruleset,
    rMax,
    studies: rulesets[entry.ruleset].studies,
    ownStudy: orNever(best?.study),
    slowestStudy: Math.min(orNever(best?.own), orNever(best?.board)),
  });
}
