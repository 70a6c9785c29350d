import type { QueueView } from "@steepest/core/schema/api/queue.ts";
import { rulesetSchema } from "@steepest/core/schema/ruleset.ts";
import { budgetOf } from "@steepest/core/schema/workloadCard.ts";
import { card } from "@steepest/workloads/catalogue.ts";
import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Database } from "../database/openDatabase.ts";
import { entries, trials } from "../database/schema.ts";
import { notFound } from "../http/apiProblem.ts";
import { upMilliseconds } from "./leaseRules.ts";

const paceMilliseconds = 6 * 3_600_000;
/** Fewer say nothing of the pace. */
const fewestRecords = 4;
/** What is read of the log for the pace (a trial has two events at least), and of who waits: beyond that many open entries there is no estimate. */
const mostEvents = 1000;
const mostEntries = 1000;

interface Work {
  readonly workload: string;
  readonly ruleset: string;
  readonly trials: number;
}

/** Trials differ by their budgets, so work is counted in seconds of budget. Work on what this version does not know counts as nothing. */
function secondsOf(hardwareClass: string, work: readonly Work[]): number {
  return work.reduce((sum, { workload, ruleset, trials }) => {
    const known = rulesetSchema.safeParse(ruleset);
    if (!known.success) return sum;
    try {
      return sum + trials * (budgetOf(card(workload).target, hardwareClass, known.data) ?? 0);
    } catch {
      return sum;
    }
  }, 0);
}

/** Where an entry waits. Throws a 404 problem where there is no such entry that meets the condition (`visibleTo`). */
export async function queueView(
  database: Database,
  id: string,
  visible: SQL,
  now: number,
): Promise<QueueView> {
  const [entry] = await database
    .select()
    .from(entries)
    .where(and(eq(entries.id, id), visible));
  if (entry === undefined) throw notFound("entry", id, "GET /v1/entries");
  const { hardwareClass, owner } = entry;
  const [own, runners] = await Promise.all([
    database
      .select({ workload: trials.workload, status: trials.status, trials: sql<number>`count(*)` })
      .from(trials)
      .where(and(eq(trials.entry, id), sql`${trials.status} IN ('queued', 'leased')`))
      .groupBy(trials.workload, trials.status),
    runnersOf(database, hardwareClass, now),
  ]);
  const count = (status: string) =>
    own.reduce((sum, row) => sum + (row.status === status ? row.trials : 0), 0);
  const [waiting, running] = [count("queued"), count("leased")];
  const takesTurns =
    entry.trust === "verified" && entry.cancelledAt === null && entry.finishedAt === null && waiting > 0;
  const { online } = runners;
  const ownWork = own.map((row) => ({ ...row, ruleset: entry.ruleset }));
  const isOpen = entry.trust === "verified" && waiting + running > 0;
  return {
    entry: id,
    hardwareClass,
    waiting,
    running,
    position: takesTurns ? await positionOf(database, entry) : null,
    estimateSeconds:
      isOpen && online > 0
        ? await estimate(database, hardwareClass, owner, secondsOf(hardwareClass, ownWork), now)
        : null,
    runnersOnline: online,
    lastRunnerSeenAt: runners.last === null ? null : new Date(runners.last).toISOString(),
  };
}

/** How long so much work would take its owner, entered now: by the present queue, at the pace of the last hours. */
export async function waitFor(
  database: Database,
  work: { readonly hardwareClass: string; readonly owner: string; readonly budgetSeconds: number },
  now: number,
): Promise<{ readonly estimateSeconds: number | null; readonly runnersOnline: number }> {
  const { hardwareClass, owner, budgetSeconds } = work;
  const { online } = await runnersOf(database, hardwareClass, now);
  return {
    runnersOnline: online,
    estimateSeconds: online === 0 ? null : await estimate(database, hardwareClass, owner, budgetSeconds, now),
  };
}

/** How many runners of a class were heard of lately, and when the last one was. */
async function runnersOf(database: Database, hardwareClass: string, now: number) {
  const [found] = await database.all<{ online: number; last: number | null }>(sql`
    SELECT (SELECT count(*) FROM runners WHERE last_seen_at > ${now - upMilliseconds} AND ${stands(hardwareClass)}) AS online,
      (SELECT last_seen_at FROM runners WHERE ${stands(hardwareClass)} ORDER BY last_seen_at DESC LIMIT 1) AS last`);
  return found ?? { online: 0, last: null };
}

/** Runners of a class that are not void. */
const stands = (hardwareClass: string) => sql`hardware_class = ${hardwareClass} AND NOT EXISTS (
  SELECT 1 FROM voids WHERE voids.kind = 'runner' AND voids.subject = runners.id AND voids.lifted_at IS NULL)`;

const isWaiting = sql`trust = 'verified' AND finished_at IS NULL AND cancelled_at IS NULL AND voided_at IS NULL AND EXISTS (
  SELECT 1 FROM trials WHERE trials.entry = waiting.id AND trials.status = 'queued')`;

/** How many trials are given before its next, and that one: by the turns of users, and of its owner's entries (`claimTrial`). */
async function positionOf(
  database: Database,
  { id, hardwareClass, owner, started, createdAt }: typeof entries.$inferSelect,
): Promise<number> {
  // An entry of the same owner goes before until it has started as many trials as this one.
  const isOlder = sql`((created_at, id) < (${createdAt}, ${id}))`;
  const [counted] = await database.all<{ before: number; users: number; own: number }>(sql`
    WITH others AS (
      SELECT turns.turn AS turn, turns.rowid AS place FROM turns
      WHERE turns.hardware_class = ${hardwareClass} AND turns.user <> ${owner} AND EXISTS (
        SELECT 1 FROM entries AS waiting
        WHERE hardware_class = ${hardwareClass} AND owner = turns.user AND ${isWaiting}))
    SELECT (SELECT count(*) FROM others, turns AS mine
        WHERE mine.hardware_class = ${hardwareClass} AND mine.user = ${owner}
          AND (others.turn, others.place) < (mine.turn, mine.rowid)) AS before,
      (SELECT count(*) FROM others) AS users,
      (SELECT coalesce(sum(min(
          ${started} - started + ${isOlder},
          (SELECT count(*) FROM trials WHERE trials.entry = waiting.id AND trials.status = 'queued'))), 0)
        FROM entries AS waiting
        WHERE hardware_class = ${hardwareClass} AND owner = ${owner} AND id <> ${id}
          AND started + (NOT ${isOlder}) <= ${started} AND ${isWaiting}) AS own`);
  const { before, users, own } = counted ?? { before: 0, users: 0, own: 0 };
  return before + own * (users + 1) + 1;
}

/** Seconds until so much work of an owner is done: others take turns with it, each for as much as they have. */
async function estimate(
  database: Database,
  hardwareClass: string,
  owner: string,
  own: number,
  now: number,
): Promise<number | null> {
  const [[open], waiting, done] = await Promise.all([
    database.all<{ entries: number }>(sql`
      SELECT count(*) AS entries FROM entries
      WHERE hardware_class = ${hardwareClass} AND trust = 'verified' AND finished_at IS NULL AND cancelled_at IS NULL`),
    database.all<Work & { owner: string }>(sql`
      SELECT owner, ruleset, workload, sum(planned - finished) AS trials
      FROM (SELECT id, owner, ruleset FROM entries
        WHERE hardware_class = ${hardwareClass} AND trust = 'verified' AND finished_at IS NULL AND cancelled_at IS NULL
        LIMIT ${mostEntries}) AS open
      CROSS JOIN entry_results ON entry_results.entry = open.id
      WHERE planned > finished GROUP BY owner, ruleset, workload`),
    database.all<{ at: number; workload: string; ruleset: string }>(sql`
      SELECT latest.created_at AS at, trials.workload AS workload, entries.ruleset AS ruleset
      FROM (
        SELECT DISTINCT trial FROM (SELECT trial, kind FROM events ORDER BY id DESC LIMIT ${mostEvents})
        WHERE kind = 'trial-finished') AS ended
      CROSS JOIN records AS latest ON latest.trial = ended.trial
      CROSS JOIN trials ON trials.id = latest.trial CROSS JOIN entries ON entries.id = trials.entry
      WHERE latest.created_at > ${now - paceMilliseconds}
        AND entries.hardware_class = ${hardwareClass} AND entries.trust = 'verified'`),
  ]);
  // The work of the earliest was done before it ended, so before the time that is looked at.
  const [, ...later] = done.toSorted((a, b) => a.at - b.at);
  const since = Math.min(...done.map(({ at }) => at));
  if (done.length < fewestRecords || now <= since) return null;
  const pace =
    secondsOf(
      hardwareClass,
      later.map((one) => ({ ...one, trials: 1 })),
    ) /
    ((now - since) / 1000);
  const byOwner = Map.groupBy(waiting, (work) => work.owner);
  if ((open?.entries ?? 0) > mostEntries || pace <= 0) return null;
  const ofOthers = [...byOwner].filter(([name]) => name !== owner);
  const others = ofOthers.reduce((sum, [, work]) => sum + Math.min(secondsOf(hardwareClass, work), own), 0);
  return Math.round((own + others) / pace);
}
