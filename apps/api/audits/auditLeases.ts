import type { TrialRecord } from "@steepest/core/schema/record.ts";
import { auditCap } from "@steepest/core/score/auditDifferences.ts";
import { and, eq, type SQL, sql } from "drizzle-orm";
import { audits } from "../database/auditTables.ts";
import { columnsOf } from "../database/columnsOf.ts";
import { eventsFrom } from "../database/event.ts";
import { insertFrom } from "../database/insertFrom.ts";
import type { Database } from "../database/openDatabase.ts";
import { prepareOnce, type Values } from "../database/prepareOnce.ts";
import { lostLeases } from "../database/queueTables.ts";
import { records, runners } from "../database/schema.ts";
import type { LeaseTimes } from "../queue/extendLease.ts";
import { mayTry } from "../queue/givenUp.ts";
import { maxCrashes, ownersStayMilliseconds } from "../queue/leaseRules.ts";
import { type Holder, holderColumns } from "../queue/loadTrial.ts";
import { noteSeen } from "../queue/noteSeen.ts";
import { isVoid } from "./isVoid.ts";
import { mayAudit } from "./mayAudit.ts";

export type AuditRow = typeof audits.$inferSelect;

/** An audit that somebody has or had, with its runner. */
export interface LeasedAudit {
  readonly audit: AuditRow & { readonly runner: string };
  readonly holder: Holder;
  /** Charged seconds at which it has seen enough; null where its record was withdrawn. */
  readonly capSeconds: number | null;
}

/** What is read of the record that an audit is of; null where it was withdrawn. */
export const recorded = {
  outcome: sql<TrialRecord["outcome"]["kind"] | null>`${records.outcome}`.as("recorded_outcome"),
  chargedSeconds: sql<number | null>`${records.chargedSeconds}`.as("recorded_seconds"),
};

/** Charged seconds at which an audit of such a record has seen enough. */
export const capOfRecorded = (
  record:
    | { readonly outcome: TrialRecord["outcome"]["kind"] | null; readonly chargedSeconds: number | null }
    | undefined,
): number | null =>
  record === undefined || record.outcome === null || record.chargedSeconds === null
    ? null
    : auditCap(record.outcome, record.chargedSeconds);

const readLeased = prepareOnce((database, { trial, attempt }: Values<"trial" | "attempt">) => [
  database
    .select({
      audit: columnsOf(audits, "audit"),
      holder: columnsOf(runners, "holder", holderColumns),
      recorded,
    })
    .from(audits)
    .innerJoin(runners, eq(runners.id, audits.runner))
    .leftJoin(records, and(eq(records.trial, audits.trial), eq(records.sha256, audits.record)))
    .where(and(eq(audits.trial, trial), eq(audits.attempt, attempt))),
]);

/** The audit that a lease is of, whatever became of it; null where (trial, attempt) is a trial's own lease or none. */
export async function auditOfLease(
  database: Database,
  trial: string,
  attempt: number,
): Promise<LeasedAudit | null> {
  const [[found]] = await database.batch(readLeased(database, { trial, attempt }));
  if (found === undefined) return null;
  const { audit, holder } = found;
  return { audit: { ...audit, runner: holder.id }, holder, capSeconds: capOfRecorded(found.recorded) };
}

/** The entry of a row of `audits`. */
export const entryOfAudit: SQL = sql`(SELECT entry FROM trials WHERE trials.id = audits.trial)`;

const stands = ({ id, attempt }: AuditRow) =>
  and(eq(audits.id, id), eq(audits.attempt, attempt ?? 0), eq(audits.status, "leased"));

/** Extends the lease of an audit. Null where it is lost, or has been held for as long as it may be. */
export async function extendAudit(
  database: Database,
  audit: AuditRow,
  holder: { readonly id: string; readonly lastSeenAt: number },
  now: number,
  { leaseMilliseconds, mostMilliseconds }: LeaseTimes,
): Promise<{ readonly expiresAt: number } | null> {
  const expiresAt = now + leaseMilliseconds;
  const [extended] = await database.batch([
    database
      .update(audits)
      .set({ leaseExpiresAt: expiresAt, heardAt: sql`coalesce(heard_at, ${now})` })
      .where(and(stands(audit), sql`coalesce(${audits.leasedAt}, ${now}) > ${now - mostMilliseconds}`))
      .returning({ id: audits.id }),
    ...noteSeen(database, holder, now),
  ]);
  return extended.length === 0 ? null : { expiresAt };
}

/**
 * Whether nobody is to try the row of `audits` again: runners of three owners lost it, or nobody is left who may do it and has lost it less than three
 * times. As with trials, one owner, whose runners may be broken or hostile, ends no audit that others can do. Trials and audits count their leases on
 * from each other.
 */
export const auditGivenUp = (now: number): SQL => sql`EXISTS (
  SELECT 1 FROM lost_leases AS lost JOIN trials AS own ON own.id = lost.trial
  WHERE lost.trial = audits.trial AND lost.attempt > own.attempt
  GROUP BY lost.trial
  HAVING count(DISTINCT lost.owner) >= ${maxCrashes} OR NOT EXISTS (
    SELECT 1 FROM runners AS able
    WHERE able.hardware_class = audits.hardware_class AND able.last_seen_at > ${now - ownersStayMilliseconds}
      AND ${mayAudit(sql`able.owner`)} AND ${mayTry(sql`audits.trial`, sql`able.owner`)}
      AND NOT ${isVoid(sql`able.id`, sql`able.owner`)}))`;

/**
 * Puts a leased audit back into the queue, or ends it where nobody is to try it again: it says nothing then. What is to settle a dispute waits for its end
 * (`concludeDisputes`). False where the lease is lost.
 */
export async function giveAuditBack(
  database: Database,
  audit: AuditRow,
  cause: { readonly crashed: boolean; readonly reason: string },
  now: number,
): Promise<boolean> {
  const lost = sql`SELECT trial, attempt, runner, owner, ${now}, ${cause.reason} FROM audits
    WHERE id = ${audit.id} AND attempt = ${audit.attempt} AND status = 'leased' AND ${cause.crashed ? 1 : 0}`;
  const isOver = sql`(reason <> 'settle' AND ${auditGivenUp(now)})`;
  const [, , given] = await database.batch([
    database.insert(lostLeases).select(lost).onConflictDoNothing(),
    eventsFrom(
      database,
      "audit-released",
      {
        at: now,
        entry: entryOfAudit,
        trial: audit.trial,
        runner: audit.runner,
        detail: `${cause.crashed ? "crash" : "drain"}: ${cause.reason}`,
        attempt: audit.attempt,
      },
      sql`FROM audits WHERE ${stands(audit)}`,
    ),
    database
      .update(audits)
      .set({
        status: sql`CASE WHEN ${isOver} THEN 'finished' ELSE 'queued' END`,
        outcome: sql`CASE WHEN ${isOver} THEN 'unfinished' END`,
        endedAt: sql`CASE WHEN ${isOver} THEN ${now} END`,
        leaseExpiresAt: null,
      })
      .where(stands(audit))
      .returning({ id: audits.id }),
  ]);
  return given.length > 0;
}

/** Audits that one look queues again, or ends: the next goes on. */
const atOnce = 20;

/** Statements that queue audits again whose runners went silent, and end those that nobody is to try again: some at a time, the oldest first. */
export const endAudits = (database: Database, now: number) => {
  const expired = sql`audits.id IN (
    SELECT id FROM audits WHERE status = 'leased' AND lease_expires_at <= ${now} ORDER BY lease_expires_at LIMIT ${atOnce})`;
  const over = sql`audits.id IN (
    SELECT id FROM audits WHERE status = 'queued' AND attempt IS NOT NULL AND reason <> 'settle' ORDER BY requested_at LIMIT ${atOnce}) AND ${auditGivenUp(now)}`;
  const silent = "the runner went silent";
  const told = { at: now, entry: entryOfAudit, trial: sql`audits.trial` };
  return [
    insertFrom(
      database,
      lostLeases,
      {
        trial: sql`trial`,
        attempt: sql`attempt`,
        runner: sql`runner`,
        owner: sql`owner`,
        at: now,
        reason: silent,
      },
      sql`FROM audits WHERE ${expired}`,
    ).onConflictDoNothing(),
    eventsFrom(
      database,
      "audit-expired",
      { ...told, runner: sql`audits.runner`, detail: silent, attempt: sql`audits.attempt` },
      sql`FROM audits WHERE ${expired}`,
    ),
    database.update(audits).set({ status: "queued", leaseExpiresAt: null }).where(expired),
    eventsFrom(
      database,
      "audit-finished",
      { ...told, detail: "unfinished: its runners lost it too often" },
      sql`FROM audits WHERE ${over}`,
    ),
    database.update(audits).set({ status: "finished", outcome: "unfinished", endedAt: now }).where(over),
  ] as const;
};
