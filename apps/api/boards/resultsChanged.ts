import { measureIds } from "@steepest/core/schema/measures.ts";
import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../database/openDatabase.ts";

interface Changed {
  /** An id, or an expression that gives one. */
  readonly entry: string | SQL;
  /** Of the trials that changed; by default any of the entry's. */
  readonly workload?: string | SQL;
}

/**
 * Statements that bring everything that is kept of an entry's trials up to date: whether it is finished, `entry_results`, its turn, and the board's revision.
 * They go into the batch of whatever changes the status or the record of a trial, after it, and read the entry's own rows alone: their cost does not
 * depend on the board. Whoever changes trials in several entries calls it for each.
 */
export const resultsChanged = (database: Database, { entry, workload }: Changed, now: number) =>
  [
    database.run(sql`
      UPDATE entries SET finished_at = CASE
        WHEN EXISTS (SELECT 1 FROM trials WHERE trials.entry = entries.id AND trials.status IN ('queued', 'leased')) THEN NULL
        ELSE coalesce(finished_at, ${now}) END
      WHERE id = ${entry} AND cancelled_at IS NULL`),
    keepResults(
      database,
      workload === undefined
        ? sql`trials.entry = ${entry}`
        : sql`trials.entry = ${entry} AND trials.workload = ${workload}`,
    ),
    database.run(sql`
      UPDATE entry_results SET lasting = NOT lasting
      WHERE entry = ${entry} AND lasting <> (SELECT ${isLasting} FROM entries WHERE id = ${entry})`),
    countStarted(database, entry),
    boardChanged(database, entry),
  ] as const;

/** Cancelled entries are never finished. */
const isLasting: SQL = sql`(entries.trust = 'verified' AND entries.finished_at IS NOT NULL)`;

/** A statement that counts an entry's trials that are leased or have ended: entries take turns by it. Reads the results, so it comes after these. */
export const countStarted = (database: Database, entry: string | SQL) =>
  database.run(sql`
    UPDATE entries SET started = (SELECT coalesce(sum(finished), 0) FROM entry_results WHERE entry_results.entry = entries.id)
      + (SELECT count(*) FROM trials WHERE trials.entry = entries.id AND trials.status = 'leased')
    WHERE id = ${entry}`);

/** A statement that makes every view of an entry's board stale. */
export const boardChanged = (database: Database, entry: string | SQL) =>
  database.run(sql`
    UPDATE boards SET revision = revision + 1
    WHERE id = (SELECT board FROM entry_results WHERE entry = ${entry} LIMIT 1)`);

const studyColumns = sql.join(
  measureIds.map((id) => sql.raw(`min(records.target_charged ->> '$.${id}') AS ${id}`)),
  sql`, `,
);
const timeLists = sql.join(
  measureIds.map((id) => sql.raw(`'${id}', json_group_array(study.${id})`)),
  sql`, `,
);

/** A statement that writes the results of the entries and workloads of some trials. SQLite keeps every bit of a number on its way through JSON. */
export const keepResults = (database: Database, where: SQL) =>
  database.run(sql`
    INSERT INTO entry_results (entry, workload, board, planned, finished, failed, times, slowest_seconds, lasting)
    SELECT study.entry, study.workload, entries.suite || '.' || entries.ruleset || '.' || entries.hardware_class || '@' || entries.suite_version,
      sum(study.planned), sum(study.finished), sum(study.failed), json_object(${timeLists}),
      CASE WHEN count(study.official) = count(*) THEN max(study.official) END, ${isLasting}
    FROM (
      SELECT trials.entry, trials.workload, trials.study, count(*) AS planned,
        sum(trials.status IN ('finished', 'quarantined')) AS finished,
        sum(trials.status = 'quarantined' OR coalesce(records.outcome IN ('failed', 'diverged'), 0)) AS failed,
        min(records.target_seconds) AS official, ${studyColumns}
      FROM trials LEFT JOIN records ON records.trial = trials.id
      WHERE ${where}
      GROUP BY trials.entry, trials.workload, trials.study
    ) AS study
    CROSS JOIN entries ON entries.id = study.entry
    GROUP BY study.entry, study.workload
    ON CONFLICT (entry, workload) DO UPDATE SET
      planned = excluded.planned, finished = excluded.finished, failed = excluded.failed, times = excluded.times,
      slowest_seconds = excluded.slowest_seconds, lasting = excluded.lasting`);
