import { officialSeconds, type TrialRecord } from "@steepest/core/schema/record.ts";
import { reachedTarget } from "@steepest/core/score/reachedTarget.ts";
import { recordMilestones } from "@steepest/core/score/recordMilestones.ts";
import { card } from "@steepest/workloads/catalogue.ts";
import { and, eq, sql } from "drizzle-orm";
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
    // In the order of the table's columns.
    database.insert(records).select(sql`
      SELECT id, ${sha256}, ${bytes}, attempt, runner, ${record.outcome.kind},
        ${reached?.step ?? null}, ${reached === null ? null : officialSeconds(record, reached.charged)},
        ${reached === null ? null : JSON.stringify(reached.charged)},
        ${totals.steps}, ${officialSeconds(record, totals.charged)}, ${now}, ${open.board}, NULL,
        coalesce((SELECT owner FROM runners WHERE runners.id = trials.runner), ${uploader}), NULL,
        ${JSON.stringify(recordMilestones(record, range))}
      FROM ${trials}
      WHERE id = ${open.trial} AND attempt = ${open.attempt} AND status = ${open.status}`),
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
