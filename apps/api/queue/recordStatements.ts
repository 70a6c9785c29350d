import { officialSeconds, type TrialRecord } from "@steepest/core/schema/record.ts";
import { countsOf } from "@steepest/core/score/besideTimes.ts";
import { reachedTarget } from "@steepest/core/score/reachedTarget.ts";
import { recordMilestones } from "@steepest/core/score/recordMilestones.ts";
import { card } from "@steepest/workloads/catalogue.ts";
import { sql } from "drizzle-orm";
import { insertFrom } from "../database/insertFrom.ts";
import type { Database } from "../database/openDatabase.ts";
import { jsonOf, prepareOnce, type Values } from "../database/prepareOnce.ts";
import { records, trials } from "../database/schema.ts";

export interface StoredRecord {
  readonly record: TrialRecord;
  readonly sha256: string;
  readonly bytes: number;
}

type Counted = Values<
  | (
      | "trial"
      | "attempt"
      | "status"
      | "board"
      | "sha256"
      | "bytes"
      | "now"
      | "uploader"
      | "outcome"
      | "reason"
    )
  | (
      | "targetStep"
      | "targetSeconds"
      | "targetCharged"
      | "steps"
      | "chargedSeconds"
      | "gradients"
      | "bytesSent"
      | "criticalSeconds"
      | "epsilon"
      | "delta"
    )
  | "milestones"
>;

const count = prepareOnce((database, value: Counted) => {
  const isOpen = sql`id = ${value.trial} AND attempt = ${value.attempt} AND status = ${value.status}`;
  return [
    insertFrom(
      database,
      records,
      {
        trial: sql`id`,
        sha256: value.sha256,
        bytes: value.bytes,
        attempt: sql`attempt`,
        runner: sql`runner`,
        outcome: value.outcome,
        targetStep: value.targetStep,
        targetSeconds: value.targetSeconds,
        targetCharged: value.targetCharged,
        steps: value.steps,
        chargedSeconds: value.chargedSeconds,
        gradients: value.gradients,
        bytesSent: value.bytesSent,
        criticalSeconds: value.criticalSeconds,
        epsilon: value.epsilon,
        delta: value.delta,
        createdAt: value.now,
        board: value.board,
        owner: sql`coalesce((SELECT owner FROM runners WHERE runners.id = trials.runner), ${value.uploader})`,
        milestones: value.milestones,
      },
      sql`FROM ${trials} WHERE ${isOpen}`,
    ),
    database
      .update(trials)
      .set({
        status: "finished",
        record: value.sha256,
        runner: null,
        leaseExpiresAt: null,
        progress: null,
        reason: value.reason,
      })
      .where(isOpen)
      .returning({ id: trials.id }),
  ] as const;
});

/** Every list of an entry's trials has their reasons; the record has the whole. */
const mostReasonCharacters = 2000;

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
  return count(database, {
    ...open,
    ...{ sha256, bytes, now, uploader },
    outcome: record.outcome.kind,
    reason: record.outcome.kind === "failed" ? record.outcome.reason.slice(0, mostReasonCharacters) : null,
    targetStep: reached?.step ?? null,
    targetSeconds: reached === null ? null : officialSeconds(record, reached.charged),
    targetCharged: jsonOf(reached?.charged),
    ...countsOf(record),
    gradients: record.totals.gradientEvaluations,
    milestones: jsonOf(recordMilestones(record, range)),
  });
}
