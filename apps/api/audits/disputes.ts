import type { R2Bucket } from "@cloudflare/workers-types";
import { anyRecordSchema, type TrialRecord } from "@steepest/core/schema/record.ts";
import { auditDifferences } from "@steepest/core/score/auditDifferences.ts";
import { and, asc, eq, type SQL, sql } from "drizzle-orm";
import { boardChanged } from "../boards/resultsChanged.ts";
import { audits } from "../database/auditTables.ts";
import { eventsFrom } from "../database/event.ts";
import type { Database } from "../database/openDatabase.ts";
import { trials } from "../database/schema.ts";
import { readStored } from "../database/store.ts";
import { logFault } from "../http/logFault.ts";
import { mayTry } from "../queue/givenUp.ts";
import { ownersStayMilliseconds } from "../queue/leaseRules.ts";
import { auditGivenUp } from "./auditLeases.ts";
import { type Audited, consequences, reporterOf } from "./consequences.ts";
import { dueChange } from "./dueFollowUp.ts";
import { isVoid } from "./isVoid.ts";
import { mayAudit } from "./mayAudit.ts";
import { type AuditRun, type Verdict, verdictOf } from "./verdictOf.ts";

/** A dispute that nobody settles for so long is decided by the runs that there are: an owner whose runner is up and never asks for it holds up nothing for ever. */
export const disputeMilliseconds = 3 * 24 * 3600_000;

/** Disputes that one look decides: the next goes on. */
const atOnce = 2;

type AuditRow = typeof audits.$inferSelect;
/** A run of the trial, with the record that it made. */
type RecordedRun = Omit<AuditRun, "says"> & { readonly record: TrialRecord };

export const readRecord = async (store: R2Bucket, sha256: string): Promise<TrialRecord> =>
  anyRecordSchema.parse(await (await readStored(store, "records", sha256)).json());

/** What the audits of a record that have ended say of it, and one more that is about to. */
export async function audited(
  database: Database,
  store: R2Bucket,
  { trial, record }: Audited,
  ending: readonly RecordedRun[] = [],
): Promise<AuditRun[]> {
  const ended = await database
    .select()
    .from(audits)
    .where(and(eq(audits.trial, trial), eq(audits.record, record), eq(audits.status, "finished")))
    .orderBy(asc(audits.endedAt), asc(audits.id));
  // Those that ended without a word, or by other rules than the record's, say nothing.
  const earlier = await Promise.all(
    ended.flatMap(({ runner, outcome, auditRecord }) =>
      runner === null || auditRecord === null || outcome === "unfinished"
        ? []
        : [
            readRecord(store, auditRecord).then((own) => ({
              runner,
              matches: outcome === "match",
              record: own,
            })),
          ],
    ),
  );
  const runs = [...earlier, ...ending];
  const isSame = (one: RecordedRun) => (other: RecordedRun) =>
    auditDifferences(one.record, other.record).length === 0;
  return runs.map((run) => ({ runner: run.runner, matches: run.matches, says: runs.findIndex(isSame(run)) }));
}

/** Whether somebody is left who could run the trial of an audit once more; not its own auditor, who has just done so. */
export async function isAnotherThere(
  database: Database,
  audit: Pick<AuditRow, "id" | "owner">,
  now: number,
): Promise<boolean> {
  const [another] = await database.all<{ found: number }>(sql`
    SELECT EXISTS (
      SELECT 1 FROM audits
      JOIN runners ON runners.hardware_class = audits.hardware_class
      WHERE audits.id = ${audit.id} AND runners.last_seen_at > ${now - ownersStayMilliseconds}
        AND runners.owner IS NOT ${audit.owner} AND ${mayAudit(sql`runners.owner`)} AND ${mayTry(sql`audits.trial`, sql`runners.owner`)}
        AND NOT ${isVoid(sql`runners.id`, sql`runners.owner`)}) AS found`);
  return another?.found === 1;
}

/** What a batch that ends an audit takes along: what follows from its verdict, where `isEnded` says that it took effect. */
export const verdictStatements = async (
  database: Database,
  found: {
    readonly audit: Audited;
    readonly verdict: Verdict;
    readonly differences: AuditRow["differences"];
  },
  entry: string,
  isEnded: SQL,
  now: number,
) => {
  const { audit, verdict } = found;
  const withdraws = verdict.kind === "refuted" || (verdict.kind === "verified" && verdict.wrong.length > 0);
  return [
    ...consequences(
      database,
      { audit, verdict, differences: found.differences ?? [] },
      await reporterOf(database, audit),
      isEnded,
      now,
    ),
    ...(verdict.kind === "verified" ? [boardChanged(database, entry, { isEnd: true })] : []),
    ...(withdraws ? [dueChange(database, [entry], now, { guard: isEnded })] : []),
  ];
};

const settles = sql`audits.status = 'queued' AND audits.reason = 'settle' AND audits.set_aside_at IS NULL`;
const overdue = (now: number | SQL): SQL => sql`audits.requested_at <= ${now} - ${disputeMilliseconds}`;

/** Whether a row of `audits` is given to nobody any more: who takes it and gives it back again and again holds up its dispute no longer than anybody. */
export const isOverdue = (now: number | SQL): SQL => sql`(audits.reason = 'settle' AND ${overdue(now)})`;

/** Disputes for which nobody has come in time, in no order: one that cannot be decided is not always the next. */
export const overdueDisputes = (now: number): SQL =>
  sql`SELECT audits.id FROM audits WHERE ${settles} AND ${overdue(now)} ORDER BY random() LIMIT ${atOnce}`;

/** Disputes that runners have lost, of which nobody may be left. */
const lostDisputes = sql`SELECT audits.id FROM audits WHERE ${settles} AND audits.attempt IS NOT NULL ORDER BY audits.requested_at LIMIT 20`;

/** Decides disputes that nobody will settle by the runs that there are. */
export async function concludeDisputes(database: Database, store: R2Bucket, now: number): Promise<void> {
  const over = await database
    .select({ audit: audits, entry: trials.entry })
    .from(audits)
    .innerJoin(trials, eq(trials.id, audits.trial))
    .where(
      sql`audits.id IN (${overdueDisputes(now)}) OR (audits.id IN (${lostDisputes}) AND ${auditGivenUp(now)})`,
    )
    .limit(atOnce);
  for (const one of over) {
    try {
      await concludeDispute(database, store, one, now);
    } catch (error) {
      // Of a run whose record the bucket has lost nobody knows what it said: its dispute stays, and holds up nothing else.
      logFault(`deciding the dispute ${one.audit.id}`, error);
    }
  }
}

async function concludeDispute(
  database: Database,
  store: R2Bucket,
  { audit, entry }: { readonly audit: AuditRow; readonly entry: string },
  now: number,
): Promise<void> {
  const isOver = sql`audits.id = ${audit.id} AND ${settles} AND (${overdue(now)} OR ${auditGivenUp(now)})`;
  const runs = await audited(database, store, audit);
  const verdict: Verdict = runs.length === 0 ? { kind: "outdated" } : verdictOf(runs, false);
  const [last] = await database
    .select({ differences: audits.differences })
    .from(audits)
    .where(
      sql`trial = ${audit.trial} AND record = ${audit.record} AND outcome = 'mismatch' ORDER BY ended_at DESC`,
    )
    .limit(1);
  const isEnded = sql`EXISTS (SELECT 1 FROM audits WHERE id = ${audit.id} AND status = 'finished' AND outcome = 'unfinished' AND ended_at = ${now})`;
  await database.batch([
    eventsFrom(
      database,
      "audit-finished",
      {
        at: now,
        entry,
        trial: audit.trial,
        detail: `unfinished: nobody settled it, so the runs that there are decide: ${verdict.kind}`,
      },
      sql`FROM audits WHERE ${isOver}`,
    ),
    database
      .update(audits)
      .set({ status: "finished", outcome: "unfinished", endedAt: now, leaseExpiresAt: null })
      .where(isOver),
    ...(await verdictStatements(
      database,
      { audit, verdict, differences: last?.differences ?? [] },
      entry,
      isEnded,
      now,
    )),
  ]);
}
