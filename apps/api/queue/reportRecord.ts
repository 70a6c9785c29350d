import type { R2Bucket } from "@cloudflare/workers-types";
import type { ReportReply } from "@steepest/core/schema/api/runners.ts";
import { officialSeconds, type TrialRecord } from "@steepest/core/schema/record.ts";
import { eq } from "drizzle-orm";
import { event } from "../database/event.ts";
import type { Database } from "../database/openDatabase.ts";
import { records } from "../database/schema.ts";
import { storeJson } from "../database/store.ts";
import { checkRecord } from "./checkRecord.ts";
import { finishEntries } from "./finishEntries.ts";
import { giveBack } from "./giveBack.ts";
import { leaseLost } from "./leaseLost.ts";
import type { TrialContext } from "./loadTrial.ts";
import { recordStatements } from "./recordStatements.ts";

/**
 * Counts a runner's record. Idempotent by (trial, attempt): the answer to a repeated report is that to the first. A
 * record of a machine that failed says nothing of the submission, so the trial is queued again as after a crash.
 */
export async function reportRecord(
  database: Database,
  store: R2Bucket,
  context: TrialContext,
  report: { readonly attempt: number; readonly record: TrialRecord },
  now: number,
): Promise<ReportReply> {
  const { trial } = context;
  const { attempt, record } = report;
  if (trial.attempt !== attempt || trial.status === "cancelled") throw leaseLost(trial, attempt);
  const { outcome } = record;
  const machineFailed = outcome.kind === "failed" && outcome.cause === "machine";
  if (trial.status !== "leased") {
    const repeated = trial.status === "finished" || machineFailed;
    if (!repeated) throw leaseLost(trial, attempt);
    return repeatedReply(database, context);
  }
  checkRecord(record, context);
  if (machineFailed) {
    const reason = `${outcome.code}: ${outcome.reason}`.slice(0, 2000);
    const status = await giveBack(database, { trial: trial.id, attempt }, { crashed: true, reason }, now);
    if (status === null) throw leaseLost(trial, attempt);
    return { trial: trial.id, attempt, status, timeToTargetSeconds: null };
  }
  const stored = await storeJson(store, "records", (sha256) => sha256, record);
  const [insert, update] = recordStatements(
    database,
    { trial: trial.id, attempt, status: "leased" },
    { record, ...stored },
    now,
  );
  const [, updated] = await database.batch([
    insert,
    update,
    finishEntries(database, now),
    event(database, "trial-finished", {
      at: now,
      entry: trial.entry,
      trial: trial.id,
      runner: trial.runner,
      detail: `attempt ${attempt}, ${outcome.kind}`,
    }),
  ]);
  if (updated.length === 0) throw leaseLost(trial, attempt);
  const timeToTargetSeconds =
    record.timeToTarget === null ? null : officialSeconds(record, record.timeToTarget.charged);
  return { trial: trial.id, attempt, status: "finished", timeToTargetSeconds };
}

async function repeatedReply(database: Database, { trial }: TrialContext): Promise<ReportReply> {
  const [counted] = await database.select().from(records).where(eq(records.trial, trial.id));
  return {
    trial: trial.id,
    attempt: trial.attempt,
    status: trial.status,
    timeToTargetSeconds: counted?.targetSeconds ?? null,
  };
}
