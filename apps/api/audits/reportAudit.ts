import type { R2Bucket } from "@cloudflare/workers-types";
import type { ReportReply } from "@steepest/core/schema/api/runners.ts";
import { officialSeconds, type TrialRecord } from "@steepest/core/schema/record.ts";
import { auditDifferences } from "@steepest/core/score/auditDifferences.ts";
import { and, eq, type SQL, sql } from "drizzle-orm";
import { audits } from "../database/auditTables.ts";
import { eventsFrom } from "../database/event.ts";
import type { Database } from "../database/openDatabase.ts";
import { hashOfJson, storeJson } from "../database/store.ts";
import { notify } from "../notifications/notify.ts";
import { checkRecord } from "../queue/checkRecord.ts";
import { leaseLost } from "../queue/leaseLost.ts";
import type { RunContext } from "../queue/loadTrial.ts";
import { giveAuditBack, type LeasedAudit } from "./auditLeases.ts";
import { audited, isAnotherThere, readRecord, verdictStatements } from "./disputes.ts";
import { type AuditOutcome, outcomeOf, type Verdict, verdictOf } from "./verdictOf.ts";

/** Differences that are kept of an audit: people read the first. */
const keptDifferences = 20;

type Runs = LeasedAudit["audit"];

/**
 * Takes an audit's record, compares it with the one that counts and draws the consequences in one batch: the record is verified, or a third run is asked
 * for, or whoever is outvoted loses all that nobody has confirmed. Idempotent as a report of a trial is; an audit counts once.
 */
export async function reportAudit(
  database: Database,
  store: R2Bucket,
  { context, audit }: { readonly context: RunContext; readonly audit: Runs },
  report: { readonly attempt: number; readonly record: TrialRecord },
  now: number,
): Promise<ReportReply> {
  const { trial } = context;
  const { attempt, record } = report;
  const reached = record.timeToTarget;
  const reply: ReportReply = {
    trial: trial.id,
    attempt,
    status: "finished",
    timeToTargetSeconds: reached === null ? null : officialSeconds(record, reached.charged),
  };
  if (audit.status === "finished" && audit.auditRecord === hashOfJson(record)) return reply;
  if (audit.status !== "leased") throw leaseLost(trial, attempt);
  checkRecord(record, { ...context, trial: { ...trial, leasedAt: audit.leasedAt } }, now);
  if (record.outcome.kind === "failed" && record.outcome.cause === "machine") {
    const reason = `${record.outcome.code}: ${record.outcome.reason}`.slice(0, 2000);
    if (!(await giveAuditBack(database, audit, { crashed: true, reason }, now)))
      throw leaseLost(trial, attempt);
    return { ...reply, status: "queued", timeToTargetSeconds: null };
  }
  const stored = await storeJson(store, "records", (sha256) => sha256, record);
  const recorded = await readRecord(store, audit.record);
  const differences = auditDifferences(recorded, record);
  const outcome = outcomeOf(recorded, record, differences.length);
  const verdict: Verdict =
    outcome === "unfinished"
      ? { kind: "outdated" }
      : verdictOf(
          await audited(database, store, audit, [
            { runner: audit.runner, matches: outcome === "match", record },
          ]),
          await isAnotherThere(database, audit, now),
        );
  const isEnded = sql`EXISTS (SELECT 1 FROM audits WHERE id = ${audit.id} AND audit_record = ${stored.sha256} AND ended_at = ${now})`;
  const stands = and(eq(audits.id, audit.id), eq(audits.attempt, attempt), eq(audits.status, "leased"));
  const [, ended] = await database.batch([
    eventsFrom(
      database,
      "audit-finished",
      {
        at: now,
        entry: trial.entry,
        trial: trial.id,
        runner: audit.runner,
        detail: outcome === "match" ? "match" : `${outcome}: ${verdict.kind}`,
        attempt,
      },
      sql`FROM audits WHERE ${stands}`,
    ),
    database
      .update(audits)
      .set({
        status: "finished",
        outcome,
        differences: differences.slice(0, keptDifferences),
        auditRecord: stored.sha256,
        endedAt: now,
        leaseExpiresAt: null,
      })
      .where(stands)
      .returning({ id: audits.id }),
    ...(await verdictStatements(database, { audit, verdict, differences }, trial.entry, isEnded, now)),
    ...(audit.reason === "challenge"
      ? [notifyAudited(database, audit, { outcome, differences: differences.length }, isEnded, now)]
      : []),
  ]);
  if (ended.length === 0) {
    const [again] = await database.select().from(audits).where(eq(audits.id, audit.id));
    if (again?.auditRecord === stored.sha256) return reply;
    throw leaseLost(trial, attempt);
  }
  return reply;
}

/** Tells who was challenged, and who has challenged, what came of it. */
const notifyAudited = (
  database: Database,
  audit: Runs,
  found: { readonly outcome: AuditOutcome; readonly differences: number },
  isEnded: SQL,
  now: number,
) =>
  notify(
    database,
    "challenged",
    {
      user: sql`asked.user`,
      subject: sql`asked.trial`,
      entry: sql`asked.entry`,
      trial: sql`asked.trial`,
      detail: {
        match: "The audit gave the same: the record is verified.",
        mismatch: `The audit gave other numbers (${found.differences} differences): the trial's page says what follows.`,
        unfinished:
          "Prices, targets or the library have changed since the record was made: no run of today can be compared with it.",
      }[found.outcome],
    },
    sql`FROM (
      SELECT entries.owner AS user, entries.id AS entry, trials.id AS trial FROM trials JOIN entries ON entries.id = trials.entry WHERE trials.id = ${audit.trial}
      UNION SELECT ${audit.requestedBy}, trials.entry, trials.id FROM trials WHERE trials.id = ${audit.trial}) AS asked
      WHERE ${isEnded}`,
    now,
  );
