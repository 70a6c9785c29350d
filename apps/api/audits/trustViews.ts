import type { TrialDetail } from "@steepest/core/schema/api/trials.ts";
import type { Board } from "@steepest/core/schema/boardId.ts";
import type { WholeBoard } from "@steepest/core/score/boardView.ts";
import { and, desc, eq, isNull, sql } from "drizzle-orm";
import { boardEntries } from "../boards/boardEntries.ts";
import { audits, voids, withdrawnRecords } from "../database/auditTables.ts";
import type { Database } from "../database/openDatabase.ts";
import { entries, runners, versions } from "../database/schema.ts";
import { isoDate } from "../http/isoDate.ts";

/** The audits of a trial and the records that it lost, for its page. */
export async function trialTrust(
  database: Database,
  trial: string,
): Promise<Pick<TrialDetail, "audits" | "withdrawn">> {
  const [auditRows, withdrawnRows] = await database.batch([
    database
      .select()
      .from(audits)
      .where(eq(audits.trial, trial))
      .orderBy(desc(audits.requestedAt), desc(audits.id))
      .limit(100),
    database
      .select({ withdrawn: withdrawnRecords, name: runners.name })
      .from(withdrawnRecords)
      .leftJoin(runners, eq(runners.id, withdrawnRecords.runner))
      .where(eq(withdrawnRecords.trial, trial))
      .orderBy(desc(withdrawnRecords.id))
      .limit(100),
  ]);
  return {
    audits: auditRows.map((row) => ({
      id: row.id,
      reason: row.reason,
      requestedBy: row.requestedBy,
      requestedAt: isoDate(row.requestedAt),
      status: row.status,
      outcome: row.outcome,
      // Who is at it is for nobody to know, or to talk to.
      owner: row.status === "finished" ? row.owner : null,
      differences: (row.differences ?? []).map(({ path, recorded, audited }) => ({
        path,
        recorded,
        audited,
      })),
      endedAt: row.endedAt === null ? null : isoDate(row.endedAt),
    })),
    withdrawn: withdrawnRows.map(({ withdrawn, name }) => ({
      sha256: withdrawn.sha256,
      runner: name,
      owner: withdrawn.owner,
      outcome: withdrawn.outcome,
      timeToTargetSeconds: withdrawn.targetSeconds,
      reason: withdrawn.reason,
      withdrawnAt: isoDate(withdrawn.withdrawnAt),
    })),
  };
}

/** The entries that were withdrawn from a board, the latest first. */
export async function voidedEntries(database: Database, board: Board): Promise<WholeBoard["voided"]> {
  const voided = await database
    .select({ entry: entries.id, submission: versions.submission, number: versions.number, standing: voids })
    .from(entries)
    .innerJoin(versions, eq(versions.version, entries.version))
    .innerJoin(voids, and(eq(voids.kind, "entry"), eq(voids.subject, entries.id), isNull(voids.liftedAt)))
    .where(sql`${boardEntries(board)} AND entries.cancelled_at IS NULL AND entries.voided_at IS NOT NULL`)
    .orderBy(desc(voids.at));
  return voided.map(({ standing: { at, reason, by }, ...entry }) => ({
    ...entry,
    at: isoDate(at),
    reason,
    by,
  }));
}
