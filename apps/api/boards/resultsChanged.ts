import { measureIds } from "@steepest/core/schema/measures.ts";
import { type SQL, sql } from "drizzle-orm";
import { dueAudits } from "../audits/dueFollowUp.ts";
import { boards, entryResults } from "../database/boardTables.ts";
import { insertFrom } from "../database/insertFrom.ts";
import { turns } from "../database/limitTables.ts";
import type { Database } from "../database/openDatabase.ts";
import { prepareOnce, type Values } from "../database/prepareOnce.ts";
import { entries } from "../database/schema.ts";
import { notifyFinished } from "../notifications/notify.ts";

interface Changed {
  /** An id, or an expression that gives one. */
  readonly entry: string | SQL;
  /** Of the trials that changed; by default any of the entry's. */
  readonly workload?: string | SQL;
  /** A trial has ended, or was given back, and nothing else has changed: what is known of the first ten ranks stands, and no entry is open that was not. */
  readonly isEnd?: boolean;
}

/**
 * Statements that bring everything that is kept of an entry's trials up to date: whether it is finished, `entry_results`, its turn, and the board's revision.
 * They go into the batch of whatever changes the status or the record of a trial, after it, and read the entry's own rows alone: their cost does not
 * depend on the board. Whoever changes trials in several entries calls it for each.
 */
export const resultsChanged = (database: Database, changed: Changed, now: number | SQL) =>
  [
    ...trialsChanged(database, changed, now),
    ...finishing(database, changed.entry, now),
    ...(changed.isEnd ? [] : [beginTurn(database, changed.entry)]),
    boardChanged(database, changed.entry, { isEnd: changed.isEnd ?? false }),
    dueAudits(database, sql`entries.id = ${changed.entry} AND entries.finished_at = ${now}`, now),
  ] as const;

/**
 * The same of one trial that has ended, and nothing else has changed. What follows where its entry is finished by it, which the second of its answers says, is `entryFinished`'s:
 * of a whole entry's reports one comes to it. That it is due is noted: should the request end here, whoever follows up does it.
 */
export const trialEnded = prepareOnce(
  (database, { entry, workload, now }: Values<"entry" | "workload" | "now">) => {
    const [results, ended] = trialsChanged(database, { entry, workload }, now);
    return [
      results,
      ended.returning({ finishedAt: entries.finishedAt }),
      boardChanged(database, entry, { isEnd: true }),
      dueAudits(database, sql`entries.id = ${entry} AND entries.finished_at = ${now}`, now),
    ];
  },
);

/** Statements for a batch of their own, after that in which an entry was finished (`now`): twice they do what they do once. */
export const entryFinished = prepareOnce((database, { entry, now }: Values<"entry" | "now">) => [
  // Before them: whoever has looked at the board since the entry was finished looks again.
  boardChanged(database, entry, { isEnd: true, where: isLastingOtherwise(entry) }),
  ...finishing(database, entry, now),
]);

const trialsChanged = (database: Database, { entry, workload }: Changed, now: number | SQL) =>
  [
    keepResults(
      database,
      workload === undefined
        ? sql`trials.entry = ${entry}`
        : sql`trials.entry = ${entry} AND trials.workload = ${workload}`,
    ),
    database
      .update(entries)
      .set({
        finishedAt: sql`CASE WHEN ${isFinishedOtherwise} THEN CASE WHEN finished_at IS NULL THEN ${now} END ELSE finished_at END`,
        ended,
        started: sql`${ended} + ${leased}`,
      })
      // Nothing is written that stays as it is: each row, and each index of what it names, has its price.
      .where(
        sql`id = ${entry} AND (${isFinishedOtherwise} OR ended <> ${ended} OR started <> ${ended} + ${leased})`,
      ),
  ] as const;

/** What follows where an entry is finished, or is no longer: who is told, that its results last, that its owner may have no turn. */
const finishing = (database: Database, entry: string | SQL, now: number | SQL) =>
  [
    notifyFinished(database, entry, now),
    database
      .update(entryResults)
      .set({ lasting: sql`NOT lasting` })
      .where(sql`entry = ${entry} AND ${isLastingOtherwise(entry)}`),
    endTurn(database, entry),
  ] as const;

/** Cancelled entries are never finished. Private ones are on no board before they are published. */
const isLasting: SQL = sql`(entries.trust = 'verified' AND entries.finished_at IS NOT NULL AND NOT entries.is_private AND entries.voided_at IS NULL)`;

/** Whether a row of `entry_results` lasts, but is not said to; or the other way round. */
const isLastingOtherwise = (entry: string | SQL): SQL =>
  sql`lasting <> (SELECT ${isLasting} FROM entries WHERE id = ${entry})`;

/** Whether an entry is finished, but not said to be; or the other way round. */
const isFinishedOtherwise: SQL = sql`(cancelled_at IS NULL AND (finished_at IS NULL) <> EXISTS (
  SELECT 1 FROM trials WHERE trials.entry = entries.id AND trials.status IN ('queued', 'leased')))`;

const leased: SQL = sql`(SELECT count(*) FROM trials WHERE trials.entry = entries.id AND trials.status = 'leased')`;
const ended: SQL = sql`(SELECT coalesce(sum(finished), 0) FROM entry_results WHERE entry_results.entry = entries.id)`;

/** A statement that counts an entry's trials that are leased or have ended: its owner's entries take turns by it. For what only gives or takes a lease. */
export const countStarted = (database: Database, entry: string | SQL) =>
  database
    .update(entries)
    .set({ started: sql`ended + ${leased}` })
    .where(sql`id = ${entry} AND started <> ended + ${leased}`);

const isOpen: SQL = sql`entries.trust = 'verified' AND entries.finished_at IS NULL AND entries.cancelled_at IS NULL`;

/** Statements after which the owner of an entry has a turn in the queue exactly where an entry of theirs is open there: users without are not walked over. */
export const turnsChanged = (database: Database, entry: string | SQL) =>
  [beginTurn(database, entry), endTurn(database, entry)] as const;

/** A turn for an open entry's owner. */
const beginTurn = (database: Database, entry: string | SQL) =>
  insertFrom(
    database,
    turns,
    { user: sql`entries.owner`, hardwareClass: sql`entries.hardware_class`, turn: 0 },
    sql`FROM entries WHERE entries.id = ${entry} AND ${isOpen}`,
  ).onConflictDoNothing();

/** Takes the turn of an entry's owner who has no open entry. */
const endTurn = (database: Database, entry: string | SQL) =>
  database.delete(turns).where(sql`
    (hardware_class, user) = (SELECT hardware_class, owner FROM entries WHERE id = ${entry})
    AND NOT EXISTS (
      SELECT 1 FROM entries WHERE entries.hardware_class = turns.hardware_class AND entries.owner = turns.user AND ${isOpen})`);

/** A statement that makes every view of an entry's board stale, and what is known of its first ten ranks, unless a trial's end is all that happened (`isEnd`). `where`: of what rows of its results. */
export const boardChanged = (
  database: Database,
  entry: string | SQL,
  { isEnd = false, where = sql`TRUE` }: { readonly isEnd?: boolean; readonly where?: SQL } = {},
) =>
  database
    .update(boards)
    .set({ revision: sql`revision + 1`, ...(isEnd ? {} : { bar: null }) })
    .where(sql`id = (SELECT board FROM entry_results WHERE entry = ${entry} AND ${where} LIMIT 1)`);

const studyColumns = sql.join(
  measureIds.map((id) => sql.raw(`min(records.target_charged ->> '$.${id}') AS ${id}`)),
  sql`, `,
);
const timeLists = sql.join(
  measureIds.map((id) => sql.raw(`'${id}', json_group_array(study.${id})`)),
  sql`, `,
);

/**
 * A statement that writes the results of the entries and workloads of some trials. Each is computed anew from its own rows, never counted up: it is right
 * whatever happened before. SQLite keeps every bit of a number on its way through JSON.
 */
export const keepResults = (database: Database, where: SQL) =>
  insertFrom(
    database,
    entryResults,
    {
      entry: sql`study.entry`,
      workload: sql`study.workload`,
      board: sql`entries.suite || '.' || entries.ruleset || '.' || entries.hardware_class || '@' || entries.suite_version`,
      planned: sql`sum(study.planned)`,
      finished: sql`sum(study.finished)`,
      failed: sql`sum(study.failed)`,
      claimed: sql`sum(study.claimed)`,
      verified: sql`sum(study.verified)`,
      chargedSeconds: sql`sum(study.all_seconds)`,
      steps: sql`sum(study.all_steps)`,
      bytesSent: sql`sum(study.all_bytes)`,
      criticalSeconds: sql`CASE WHEN sum(study.side_by_side) > 0 THEN sum(study.all_critical) END`,
      epsilon: sql`CASE WHEN sum(study.unstated) = 0 THEN max(study.epsilon) END`,
      delta: sql`CASE WHEN sum(study.unstated) = 0 THEN max(study.delta) END`,
      gradients: sql`CASE WHEN sum(study.uncounted) = 0 THEN sum(study.all_gradients) END`,
      times: sql`json_object(${timeLists})`,
      slowestSeconds: sql`CASE WHEN count(study.official) = count(*) THEN max(study.official) END`,
      lasting: isLasting,
    },
    sql`FROM (
        SELECT trials.entry, trials.workload, trials.study, count(*) AS planned,
          sum(trials.status IN ('finished', 'quarantined')) AS finished,
          sum(trials.status = 'quarantined' OR coalesce(records.outcome IN ('failed', 'diverged'), 0)) AS failed,
          coalesce(sum(records.verified_at IS NULL AND records.trial IS NOT NULL), 0) AS claimed, count(records.verified_at) AS verified,
          coalesce(sum(records.charged_seconds), 0) AS all_seconds, coalesce(sum(records.steps), 0) AS all_steps,
          coalesce(sum(records.gradients), 0) AS all_gradients, sum(records.bytes_sent) AS all_bytes,
          count(records.critical_seconds) AS side_by_side, coalesce(sum(coalesce(records.critical_seconds, records.charged_seconds)), 0) AS all_critical,
          coalesce(sum(records.steps > 0 AND records.epsilon IS NULL), 0) AS unstated, max(CASE WHEN records.steps > 0 THEN records.epsilon END) AS epsilon,
          max(CASE WHEN records.steps > 0 THEN records.delta END) AS delta, sum(records.trial IS NOT NULL AND records.gradients IS NULL) AS uncounted,
          min(records.target_seconds) AS official, ${studyColumns}
        FROM trials LEFT JOIN records ON records.trial = trials.id
        WHERE ${where}
        GROUP BY trials.entry, trials.workload, trials.study
      ) AS study
      CROSS JOIN entries ON entries.id = study.entry
      GROUP BY study.entry, study.workload`,
  ).onConflictDoUpdate({
    target: [entryResults.entry, entryResults.workload],
    set: {
      planned: sql`excluded.planned`,
      finished: sql`excluded.finished`,
      failed: sql`excluded.failed`,
      claimed: sql`excluded.claimed`,
      verified: sql`excluded.verified`,
      chargedSeconds: sql`excluded.charged_seconds`,
      steps: sql`excluded.steps`,
      gradients: sql`excluded.gradients`,
      bytesSent: sql`excluded.bytes_sent`,
      criticalSeconds: sql`excluded.critical_seconds`,
      epsilon: sql`excluded.epsilon`,
      delta: sql`excluded.delta`,
      times: sql`excluded.times`,
      slowestSeconds: sql`excluded.slowest_seconds`,
      lasting: sql`excluded.lasting`,
    },
  });
