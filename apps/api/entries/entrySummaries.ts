import type { EntrySummary } from "@steepest/core/schema/api/entries.ts";
import { formatBoardId } from "@steepest/core/schema/boardId.ts";
import { and, desc, eq, isNull, type SQL, sql } from "drizzle-orm";
import { voids } from "../database/auditTables.ts";
import type { Database } from "../database/openDatabase.ts";
import { entries, versions } from "../database/schema.ts";
import { isoDate } from "../http/isoDate.ts";

interface Sums {
  readonly total: number;
  readonly finished: number;
  readonly failed: number;
  readonly claimed: number;
  readonly verified: number;
}

/** As JSON, so that they are read once. */
const sumsOfResults = sql<string>`(
  SELECT json_object('total', coalesce(sum(planned), 0), 'finished', coalesce(sum(finished), 0), 'failed', coalesce(sum(failed), 0),
    'claimed', coalesce(sum(claimed), 0), 'verified', coalesce(sum(verified), 0))
  FROM entry_results WHERE entry_results.entry = entries.id)`;

interface Part {
  readonly limit: number;
  /** Of the last entry before these. */
  readonly after?: { readonly at: number; readonly id: string } | null;
}

/** Entries that meet a condition, newest first, with their trials counted. */
export async function entrySummaries(
  database: Database,
  where: SQL | undefined,
  { limit, after = null }: Part,
): Promise<EntrySummary[]> {
  const rows = await database
    .select({
      entry: entries,
      submission: versions.submission,
      standing: voids,
      versionNumber: versions.number,
      results: sumsOfResults,
      running: sql<number>`(SELECT count(*) FROM trials WHERE trials.entry = entries.id AND trials.status = 'leased')`,
    })
    .from(entries)
    .innerJoin(versions, eq(entries.version, versions.version))
    .leftJoin(voids, and(eq(voids.kind, "entry"), eq(voids.subject, entries.id), isNull(voids.liftedAt)))
    .where(
      and(
        where,
        after === null ? undefined : sql`(entries.created_at, entries.id) < (${after.at}, ${after.id})`,
      ),
    )
    .orderBy(desc(entries.createdAt), desc(entries.id))
    .limit(limit);
  return rows.map(({ entry, submission, versionNumber, standing, results, running }) => {
    const { claimed, verified, total, finished, failed } = JSON.parse(results) as Sums;
    const counts = { total, finished, running, failed };
    return {
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
    };
  });
}

function entryStatus(
  entry: typeof entries.$inferSelect,
  counts: { readonly finished: number; readonly running: number },
): EntrySummary["status"] {
  if (entry.cancelledAt !== null) return "cancelled";
  if (entry.finishedAt !== null) return "complete";
  return counts.finished + counts.running > 0 ? "running" : "queued";
}
