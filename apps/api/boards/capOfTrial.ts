import { trialCap } from "@steepest/core/score/trialCap.ts";
import { hardwareClass, suite } from "@steepest/workloads/catalogue.ts";
import type { Database } from "../database/openDatabase.ts";
import type { entries, trials } from "../database/schema.ts";
import { boardResults, entryResults } from "./boardResults.ts";

/**
 * Charged seconds beyond which the trial can change no score, or null. Only results that are sure to stay on the board
 * may lower it, or a cancelled entry would have cost others their times: those of complete verified entries, and the
 * trial's own entry's. A private entry lowers nobody's but its own.
 */
export async function capOfTrial(
  database: Database,
  trial: typeof trials.$inferSelect,
  entry: typeof entries.$inferSelect,
): Promise<number | null> {
  const board = await boardResults(database, entry);
  const lasting = new Set(
    board.entries
      .filter(({ trust, complete }) => trust === "verified" && complete)
      .map((stored) => stored.entry),
  );
  const own = entry.isPrivate ? await entryResults(database, entry.id) : [];
  const { rMax, rulesets } = suite(entry.suite);
  return trialCap({
    ruleset: entry.ruleset,
    rMax,
    studies: rulesets[entry.ruleset].studies,
    workload: trial.workload,
    submission: entry.id,
    study: trial.study,
    measure: hardwareClass(entry.hardwareClass).measure,
    results: [
      ...board.results.filter(({ submission }) => lasting.has(submission) || submission === entry.id),
      ...own,
    ],
  });
}
