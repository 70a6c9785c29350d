import { officialSeconds, type TrialRecord } from "@steepest/core/schema/record.ts";
import { recordMilestones } from "@steepest/core/score/milestones.ts";
import { reachedTarget } from "@steepest/core/score/reachedTarget.ts";
import { card } from "@steepest/workloads/catalogue.ts";
import { and, eq, sql } from "drizzle-orm";
import { insertFrom } from "../database/insertFrom.ts";
import type { Database } from "../database/openDatabase.ts";
import { records, trials } from "../database/schema.ts";

export interface StoredRecord {
  readonly record: TrialRecord;
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * The two statements that count a record, for one batch: both take effect or neither, since the first inserts only
 * where the second will find its row. `open` says which state of the trial lets a record in.
 */
export function recordStatements(
  database: Database,
  open: {
    readonly trial: string;
    readonly attempt: number;
    readonly status: "leased" | "queued";
    /** A `boardKey`. */
    readonly board: string;
  },
  { record, sha256, bytes }: StoredRecord,
  now: number,
  /** Whose machine ran it, where that is no runner. */
  uploader: string | null = null,
) {
  const { range } = card(record.workload.id).metric;
  const reached = reachedTarget(record, range);
  const { totals } = record;
  return [
    insertFrom(
      database,
      records,
      {
        trial: sql`id`,
        sha256,
        bytes,
        attempt: sql`attempt`,
        runner: sql`runner`,
        outcome: record.outcome.kind,
        targetStep: reached?.step ?? null,
        targetSeconds: reached === null ? null : officialSeconds(record, reached.charged),
        targetCharged: reached?.charged ?? null,
        steps: totals.steps,
        chargedSeconds: officialSeconds(record, totals.charged),
        gradients: totals.gradientEvaluations,
        bytesSent: record.communication?.bytesSent ?? null,
        createdAt: now,
        board: open.board,
        owner: sql`coalesce((SELECT owner FROM runners WHERE runners.id = trials.runner), ${uploader})`,
        milestones: recordMilestones(record, range),
      },
      sql`FROM ${trials} WHERE id = ${open.trial} AND attempt = ${open.attempt} AND status = ${open.status}`,
    ),
    database
      .update(trials)
      .set({
        status: "finished",
        record: sha256,
        runner: null,
        leaseExpiresAt: null,
        progress: null,
        reason: record.outcome.kind === "failed" ? record.outcome.reason : null,
      })
      .where(and(eq(trials.id, open.trial), eq(trials.attempt, open.attempt), eq(trials.status, open.status)))
      .returning({ id: trials.id }),
  ] as const;
}
