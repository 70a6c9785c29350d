import type { R2Bucket } from "@cloudflare/workers-types";
import type { ReportReply } from "@steepest/core/schema/api/runners.ts";
import { officialSeconds, type TrialRecord } from "@steepest/core/schema/record.ts";
import { eq, sql } from "drizzle-orm";
import type { AuditRules } from "../audits/auditDraw.ts";
import { auditByDraw } from "../audits/auditNewRecord.ts";
import { boardKey } from "../boards/boardKey.ts";
import { entryFinished, trialEnded } from "../boards/resultsChanged.ts";
import { eventsFrom } from "../database/event.ts";
import type { Database } from "../database/openDatabase.ts";
import { prepareOnce, type Values } from "../database/prepareOnce.ts";
import { records } from "../database/schema.ts";
import { hashOfJson, storeJson } from "../database/store.ts";
import { ApiProblem } from "../http/apiProblem.ts";
import { checkRecord } from "./checkRecord.ts";
import type { TrialRow } from "./claimTrial.ts";
import { giveBack } from "./giveBack.ts";
import { leaseLost } from "./leaseLost.ts";
import { loadTrial, type RunContext } from "./loadTrial.ts";
import { recordStatements } from "./recordStatements.ts";

const noteFinished = prepareOnce(
  (database, { trial, attempt, outcome, now }: Values<"trial" | "attempt" | "outcome" | "now">) => [
    eventsFrom(
      database,
      "trial-finished",
      { at: now, entry: sql`entry`, trial, runner: sql`runner`, detail: outcome, attempt },
      sql`FROM trials WHERE id = ${trial} AND attempt = ${attempt} AND status = 'leased'`,
    ),
  ],
);

/**
 * Counts a runner's record. Idempotent by (trial, attempt): the answer to a repeated report is that to the first, also where both come at
 * once; another record of a finished trial is refused. A record of a machine that failed says nothing of the submission, so the trial is
 * queued again as after a crash.
 */
export async function reportRecord(
  database: Database,
  store: R2Bucket,
  context: RunContext,
  report: { readonly attempt: number; readonly record: TrialRecord },
  now: number,
  rules: AuditRules,
): Promise<ReportReply> {
  const { trial, entry } = context;
  const { attempt, record } = report;
  if (trial.attempt !== attempt || trial.status !== "leased") return repeatedReply(database, trial, report);
  checkRecord(record, context, now);
  /** Somebody was faster: the same report, or whoever ended the lease. */
  const overtaken = async () => repeatedReply(database, (await loadTrial(database, trial.id)).trial, report);
  if (machineFailed(record)) {
    const { outcome } = record;
    const reason = `${outcome.code}: ${outcome.reason}`.slice(0, 2000);
    const status = await giveBack(database, { trial: trial.id, attempt }, { crashed: true, reason }, now);
    if (status === null) return overtaken();
    return { trial: trial.id, attempt, status, timeToTargetSeconds: null };
  }
  const stored = await storeJson(store, "records", (sha256) => sha256, record);
  const [insert, update] = recordStatements(
    database,
    { trial: trial.id, attempt, status: "leased", board: boardKey(entry, entry.suiteVersion) },
    { record, ...stored },
    now,
  );
  const [, , updated, , changed] = await database.batch([
    ...noteFinished(database, { trial: trial.id, attempt, outcome: record.outcome.kind, now }),
    insert,
    update,
    ...trialEnded(database, { entry: trial.entry, workload: trial.workload, now }),
    ...auditByDraw(
      database,
      rules,
      { trial: trial.id, record: stored.sha256, hardwareClass: context.entry.hardwareClass },
      now,
    ),
  ]);
  if (updated.length === 0) return overtaken();
  if (changed[0]?.finishedAt === now)
    await database.batch(entryFinished(database, { entry: trial.entry, now }));
  const timeToTargetSeconds =
    record.timeToTarget === null ? null : officialSeconds(record, record.timeToTarget.charged);
  return { trial: trial.id, attempt, status: "finished", timeToTargetSeconds };
}

type MachineFailure = TrialRecord & {
  readonly outcome: Extract<TrialRecord["outcome"], { readonly kind: "failed" }>;
};

const machineFailed = (record: TrialRecord): record is MachineFailure =>
  record.outcome.kind === "failed" && record.outcome.cause === "machine";

/** The answer to a report of a trial that is no longer leased at this attempt: what the first got, or why this one does not count. */
async function repeatedReply(
  database: Database,
  trial: TrialRow,
  { attempt, record }: { readonly attempt: number; readonly record: TrialRecord },
): Promise<ReportReply> {
  if (trial.attempt !== attempt || trial.status === "cancelled" || trial.status === "leased") {
    throw leaseLost(trial, attempt);
  }
  if (trial.status === "finished") {
    if (hashOfJson(record) !== trial.record) throw recordDiffers(trial);
    const [counted] = await database.select().from(records).where(eq(records.trial, trial.id));
    const timeToTargetSeconds = counted?.targetSeconds ?? null;
    return { trial: trial.id, attempt, status: trial.status, timeToTargetSeconds };
  }
  if (!machineFailed(record)) throw leaseLost(trial, attempt);
  return { trial: trial.id, attempt, status: trial.status, timeToTargetSeconds: null };
}

const recordDiffers = ({ id, attempt, record }: TrialRow): ApiProblem =>
  new ApiProblem(409, "record-differs", {
    title: `The trial ${id} has another record already.`,
    detail: `Attempt ${attempt} was reported with the record ${record}; a record is never replaced.`,
    solution: `Drop this one: GET /v1/trials/${id}/record is the record that counts.`,
    existing: id,
  });
