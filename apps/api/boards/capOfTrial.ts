import { capOfBests } from "@steepest/core/score/trialCap.ts";
import { suite } from "@steepest/workloads/catalogue.ts";
import { sql } from "drizzle-orm";
import type { Database } from "../database/openDatabase.ts";
import type { entries, trials } from "../database/schema.ts";
import { boardKey } from "./boardKey.ts";

/**
 * Charged seconds beyond which the trial can change no score, or null. Only results that are sure to stay on the board
 * may lower it, or a cancelled entry would have cost others their times: those of complete verified entries, and the
 * trial's own entry's. A private entry lowers nobody's but its own. Reads the trials of its study and two rows, whatever the size of the board.
 */
export async function capOfTrial(
  database: Database,
  trial: typeof trials.$inferSelect,
  entry: typeof entries.$inferSelect,
): Promise<number | null> {
  const [best] = await database.all<{ study: number | null; own: number | null; board: number | null }>(sql`
    SELECT
      (SELECT min(records.target_seconds) FROM trials CROSS JOIN records ON records.trial = trials.id
        WHERE trials.entry = ${entry.id} AND trials.workload = ${trial.workload} AND trials.study = ${trial.study}) AS study,
      (SELECT slowest_seconds FROM entry_results WHERE entry = ${entry.id} AND workload = ${trial.workload}) AS own,
      (SELECT slowest_seconds FROM entry_results
        WHERE board = ${boardKey(entry, entry.suiteVersion)} AND workload = ${trial.workload}
          AND lasting = 1 AND slowest_seconds IS NOT NULL
        ORDER BY slowest_seconds LIMIT 1) AS board`);
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
