import type { EntrySummary } from "@steepest/core/schema/api/entries.ts";
import { formatBoardId } from "@steepest/core/schema/boardId.ts";
import { and, desc, eq, isNull, type SQL, sql } from "drizzle-orm";
import { voids } from "../database/auditTables.ts";
import type { Database } from "../database/openDatabase.ts";
import { entries, records, submissions, trials, versions } from "../database/schema.ts";

const howMany = (condition: SQL) => sql<number>`coalesce(sum(${condition}), 0)`;

/** Entries that meet a condition, newest first, with their trials counted. */
export async function entrySummaries(
  database: Database,
  where: SQL | undefined,
  limit = 1000,
): Promise<EntrySummary[]> {
  const rows = await database
    .select({
      entry: entries,
      submission: versions.submission,
      standing: voids,
      versionNumber: versions.number,
      total: sql<number>`count(*)`,
      finished: howMany(sql`${trials.status} IN ('finished', 'quarantined')`),
      running: howMany(sql`${trials.status} = 'leased'`),
      claimed: howMany(sql`${records.trial} IS NOT NULL AND ${records.verifiedAt} IS NULL`),
      verified: howMany(sql`${records.verifiedAt} IS NOT NULL`),
      failed: howMany(sql`${trials.status} = 'quarantined' OR ${records.outcome} IN ('failed', 'diverged')`),
    })
    .from(entries)
    .innerJoin(versions, eq(entries.version, versions.version))
    .innerJoin(submissions, eq(submissions.name, versions.submission))
    .innerJoin(trials, eq(trials.entry, entries.id))
    .leftJoin(records, eq(records.trial, trials.id))
    .leftJoin(voids, and(eq(voids.kind, "entry"), eq(voids.subject, entries.id), isNull(voids.liftedAt)))
    .where(where)
    .groupBy(entries.id)
    .orderBy(desc(entries.createdAt), desc(entries.id))
    .limit(limit);
  return rows.map(({ entry, submission, versionNumber, standing, claimed, verified, ...counts }) => ({
    id: entry.id,
    submission,
    version: entry.version,
    versionNumber,
    board: formatBoardId(entry),
    trust: entry.trust,
    private: entry.isPrivate,
    status: entryStatus(entry, counts),
    trials: counts,
    records: { claimed, verified },
    voided:
      standing === null
        ? null
        : { at: new Date(standing.at).toISOString(), reason: standing.reason, by: standing.by },
    seed: entry.seed,
    seedCommitment: entry.seedCommitment,
    createdAt: new Date(entry.createdAt).toISOString(),
    finishedAt: isoDate(entry.finishedAt),
    withdrawnAt: isoDate(entry.withdrawnAt),
  }));
}

const isoDate = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

function entryStatus(
  entry: typeof entries.$inferSelect,
  counts: { readonly finished: number; readonly running: number },
): EntrySummary["status"] {
  if (entry.cancelledAt !== null) return "cancelled";
  if (entry.finishedAt !== null) return "complete";
  return counts.finished + counts.running > 0 ? "running" : "queued";
}
