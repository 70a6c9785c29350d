import type {
  AdminAudit,
  AdminQueue,
  AdminRunner,
  AdminTrial,
  AdminUser,
} from "@steepest/core/schema/api/admin.ts";
import { formatBoardId } from "@steepest/core/schema/boardId.ts";
import { and, asc, count, desc, eq, gt, isNull, type SQL, sql } from "drizzle-orm";
import { isVoid } from "../audits/isVoid.ts";
import { audits } from "../database/auditTables.ts";
import type { Database } from "../database/openDatabase.ts";
import { entries, runners, trials, versions } from "../database/schema.ts";
import { users } from "../database/userTables.ts";
import { isoDate } from "../http/isoDate.ts";
import { upMilliseconds } from "../queue/leaseRules.ts";
import { queueDepth } from "../queue/queueDepth.ts";

/** Rows of a list: operators look at what is wrong, and that is short or too long to read. */
export const mostRows = 200;

/** What waits, for how long, and why nothing moves where nothing does. */
export async function adminQueue(database: Database, now: number): Promise<AdminQueue> {
  const finished = (column: SQL) =>
    sql<number>`(SELECT coalesce(sum(${column}), 0) FROM entry_results WHERE entry_results.entry = entries.id)`;
  const inStatus = (status: string) =>
    sql<number>`(SELECT count(*) FROM trials WHERE trials.entry = entries.id AND trials.status = ${sql.raw(`'${status}'`)})`;
  const [depth, up, open] = await Promise.all([
    queueDepth(database, now),
    database
      .select({
        hardwareClass: runners.hardwareClass,
        up: count(),
        able: sql<number>`sum(draining_at IS NULL AND banned_at IS NULL AND NOT ${isVoid(sql`runners.id`, sql`runners.owner`)})`,
      })
      .from(runners)
      .where(gt(runners.lastSeenAt, now - upMilliseconds))
      .groupBy(runners.hardwareClass),
    database
      .select({
        entry: entries,
        submission: versions.submission,
        planned: finished(sql`planned`),
        finished: finished(sql`finished`),
        leased: inStatus("leased"),
        quarantined: inStatus("quarantined"),
      })
      .from(entries)
      .innerJoin(versions, eq(versions.version, entries.version))
      .where(
        sql`entries.trust = 'verified' AND entries.finished_at IS NULL AND entries.cancelled_at IS NULL AND entries.voided_at IS NULL`,
      )
      .orderBy(asc(entries.createdAt), asc(entries.id))
      .limit(mostRows),
  ]);
  return {
    classes: depth.map((row) => {
      const here = up.find(({ hardwareClass }) => hardwareClass === row.hardwareClass);
      const runnersUp = here?.up ?? 0;
      const able = here?.able ?? 0;
      return { ...row, runnersUp, reason: row.queued === 0 ? null : whyStill(row, { runnersUp, able }) };
    }),
    entries: open.map(({ entry, submission, ...counts }) => ({
      id: entry.id,
      submission,
      owner: entry.owner,
      board: formatBoardId(entry),
      createdAt: isoDate(entry.createdAt),
      ...counts,
    })),
  };
}

function whyStill(
  { lastRunnerSeenAt, leased }: { readonly lastRunnerSeenAt: string | null; readonly leased: number },
  { runnersUp, able }: { readonly runnersUp: number; readonly able: number },
): string | null {
  if (lastRunnerSeenAt === null) return "no runner of this class has ever registered";
  if (runnersUp === 0) return `no runner of this class was seen since ${lastRunnerSeenAt}`;
  if (able === 0) return "every runner of this class that is up is draining, banned or void";
  if (leased === 0)
    return "runners are up, and hold nothing: outside of their class's speed, or they lost these trials before";
  return null;
}

/** Trials that are stuck (lost before, or with a lease that has run out), quarantined, or leased. */
export async function adminTrials(
  database: Database,
  state: "stuck" | "quarantined" | "leased",
  now: number,
): Promise<AdminTrial[]> {
  const where = {
    // Each has an index of its own.
    stuck: sql`trials.id IN (
      SELECT id FROM trials WHERE status = 'queued' AND crashes > 0
      UNION ALL SELECT id FROM trials WHERE status = 'leased' AND lease_expires_at <= ${now})`,
    quarantined: sql`trials.status = 'quarantined'`,
    leased: sql`trials.status = 'leased'`,
  }[state];
  const rows = await database
    .select({
      trial: trials,
      submission: versions.submission,
      hardwareClass: entries.hardwareClass,
      runner: runners.name,
    })
    .from(trials)
    .innerJoin(entries, eq(entries.id, trials.entry))
    .innerJoin(versions, eq(versions.version, entries.version))
    .leftJoin(runners, eq(runners.id, trials.runner))
    .where(and(where, isNull(entries.cancelledAt)))
    .orderBy(asc(trials.leasedAt), asc(trials.id))
    .limit(mostRows);
  return rows.map(({ trial, submission, hardwareClass, runner }) => ({
    id: trial.id,
    entry: trial.entry,
    submission,
    workload: trial.workload,
    study: trial.study,
    trial: trial.trial,
    hardwareClass,
    status: trial.status,
    attempt: trial.attempt,
    crashes: trial.crashes,
    runner,
    leasedAt: isoDate(trial.leasedAt),
    leaseExpiresAt: isoDate(trial.leaseExpiresAt),
    reason: trial.reason,
  }));
}

/** Runners, the last seen first. */
export async function adminRunners(database: Database, now: number): Promise<AdminRunner[]> {
  const rows = await database
    .select({
      runner: runners,
      holds: sql<number>`(SELECT count(*) FROM trials WHERE trials.runner = runners.id AND trials.status = 'leased')
        + (SELECT count(*) FROM audits WHERE audits.runner = runners.id AND audits.status = 'leased')`,
      isVoid: sql<number>`${isVoid(sql`runners.id`, sql`runners.owner`)}`,
    })
    .from(runners)
    .orderBy(desc(runners.lastSeenAt), desc(runners.id))
    .limit(mostRows);
  return rows.map(({ runner, holds, isVoid }) => ({
    id: runner.id,
    name: runner.name,
    owner: runner.owner,
    hardwareClass: runner.hardwareClass,
    state: stateOf(runner, isVoid === 1, now),
    holds,
    lastSeenAt: isoDate(runner.lastSeenAt),
    reason: runner.banReason,
  }));
}

function stateOf(
  { bannedAt, drainingAt, lastSeenAt }: typeof runners.$inferSelect,
  isVoid: boolean,
  now: number,
): AdminRunner["state"] {
  if (bannedAt !== null) return "banned";
  if (isVoid) return "void";
  if (drainingAt !== null) return "draining";
  return lastSeenAt > now - upMilliseconds ? "up" : "away";
}

/** Users by name, after one where a page goes on. */
export async function adminUsers(database: Database, after: string): Promise<AdminUser[]> {
  const counted = (table: string, column: string, where = "TRUE") =>
    sql<number>`(SELECT count(*) FROM ${sql.raw(table)} WHERE ${sql.raw(`${table}.${column}`)} = users.name AND ${sql.raw(where)})`;
  const rows = await database
    .select({
      user: users,
      submissions: counted("submissions", "owner"),
      openEntries: counted("entries", "owner", "finished_at IS NULL AND cancelled_at IS NULL"),
      runners: counted("runners", "owner"),
      tokens: counted("tokens", "user"),
    })
    .from(users)
    .where(gt(users.name, after))
    .orderBy(asc(users.name))
    .limit(mostRows);
  return rows.map(({ user, ...counts }) => ({
    name: user.name,
    isAdmin: user.isAdmin,
    createdAt: isoDate(user.createdAt),
    bannedAt: isoDate(user.bannedAt),
    reason: user.banReason,
    ...counts,
  }));
}

/** Audits that wait or run, or have ended in one way, the latest first. */
export async function adminAudits(
  database: Database,
  state: "open" | "mismatch" | "match" | "unfinished",
): Promise<AdminAudit[]> {
  const where =
    state === "open"
      ? sql`audits.status IN ('queued', 'leased') AND audits.set_aside_at IS NULL`
      : eq(audits.outcome, state);
  const rows = await database
    .select({
      audit: audits,
      entry: trials.entry,
      workload: trials.workload,
      submission: versions.submission,
    })
    .from(audits)
    .innerJoin(trials, eq(trials.id, audits.trial))
    .innerJoin(entries, eq(entries.id, trials.entry))
    .innerJoin(versions, eq(versions.version, entries.version))
    .where(where)
    .orderBy(desc(state === "open" ? audits.requestedAt : audits.endedAt), desc(audits.id))
    .limit(mostRows);
  return rows.map(({ audit, ...of }) => ({
    id: audit.id,
    trial: audit.trial,
    ...of,
    reason: audit.reason,
    requestedBy: audit.requestedBy,
    requestedAt: isoDate(audit.requestedAt),
    status: audit.status,
    outcome: audit.outcome,
    owner: audit.owner,
    differences: audit.differences ?? [],
    endedAt: isoDate(audit.endedAt),
  }));
}
