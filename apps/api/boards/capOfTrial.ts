import { capOfBests } from "@steepest/core/score/trialCap.ts";
import { suite } from "@steepest/workloads/catalogue.ts";
import { sql } from "drizzle-orm";
import type { entries } from "../database/schema.ts";

/** What the cap of a trial follows from: the best time of its study, and the slowest study's of its own entry and of the board's fastest. Null where there is none. */
export interface Bests {
  readonly study: number | null;
  readonly own: number | null;
  readonly board: number | null;
}

/**
 * These as columns of whatever selects from `trials` and `entries`. Only results that are sure to stay on the board may lower a cap, or a cancelled entry
 * would have cost others their times: those of complete verified entries, and the trial's own entry's. A private entry lowers nobody's but its own. Reads the
 * trials of its study and two rows, whatever the size of the board.
 */
export const bestsOf = {
  study: sql<number | null>`(
    SELECT min(records.target_seconds) FROM trials AS mates CROSS JOIN records ON records.trial = mates.id
    WHERE mates.entry = trials.entry AND mates.workload = trials.workload AND mates.study = trials.study)`.as(
    "best_of_study",
  ),
  own: sql<number | null>`(
    SELECT slowest_seconds FROM entry_results AS own WHERE own.entry = trials.entry AND own.workload = trials.workload)`.as(
    "own_best",
  ),
  board: sql<number | null>`(
    SELECT slowest_seconds FROM entry_results AS best
    WHERE best.board = entries.suite || '.' || entries.ruleset || '.' || entries.hardware_class || '@' || entries.suite_version
      AND best.workload = trials.workload AND lasting = 1 AND slowest_seconds IS NOT NULL
    ORDER BY slowest_seconds LIMIT 1)`.as("best_of_board"),
};

/** Charged seconds beyond which the trial can change no score, or null. */
export function capOfTrial(
  best: Bests,
  entry: Pick<typeof entries.$inferSelect, "suite" | "ruleset">,
): number | null {
  const { rMax, rulesets } = suite(entry.suite);
  const orNever = (seconds: number | null): number => seconds ?? Number.POSITIVE_INFINITY;
  return capOfBests({
    ruleset: entry.ruleset,
    rMax,
    studies: rulesets[entry.ruleset].studies,
    ownStudy: orNever(best.study),
    slowestStudy: Math.min(orNever(best.own), orNever(best.board)),
  });
}
