import type { TrialView } from "@steepest/core/schema/api/entries.ts";
import { eq, type SQL, sql } from "drizzle-orm";
import type { Database } from "../database/openDatabase.ts";
import { records, runners, trials } from "../database/schema.ts";

/** Trials that meet a condition as people see them, in the order of their entry's plan. */
export async function trialViews(database: Database, where: SQL): Promise<TrialView[]> {
  const rows = await database
    .select({ trial: trials, record: records, runnerName: runners.name })
    .from(trials)
    .leftJoin(records, eq(records.trial, trials.id))
    .leftJoin(runners, eq(runners.id, sql`coalesce(${trials.runner}, ${records.runner})`))
    .where(where)
    .orderBy(trials.position);
  return rows.map(({ trial, record, runnerName }) => ({
    id: trial.id,
    entry: trial.entry,
    workload: trial.workload,
    study: trial.study,
    trial: trial.trial,
    seed: trial.seed,
    hyperparameters: trial.hyperparameters,
    status: trial.status,
    attempt: trial.attempt,
    runner: runnerName,
    trust: record === null ? null : record.verifiedAt === null ? "claimed" : "verified",
    progress: trial.progress,
    outcome: record?.outcome ?? null,
    timeToTargetSeconds: record?.targetSeconds ?? null,
    chargedSeconds: record?.chargedSeconds ?? null,
    reason: trial.reason,
  }));
}
