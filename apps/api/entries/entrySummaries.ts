import type { EntrySummary } from "@steepest/core/schema/api/entries.ts";
import { formatBoardId } from "@steepest/core/schema/boardId.ts";
import { and, desc, eq, isNull, type SQL, sql } from "drizzle-orm";
import { voids } from "../database/auditTables.ts";
import type { Database } from "../database/openDatabase.ts";
import { entries, versions } from "../database/schema.ts";
import { isoDate } from "../http/isoDate.ts";

const sumOfResults = (column: "planned" | "finished" | "failed") => sql<number>`(
  SELECT coalesce(sum(entry_results.${sql.identifier(column)}), 0) FROM entry_results WHERE entry_results.entry = entries.id)`;

const recordsOf = (which: SQL) => sql<number>`(
  SELECT count(*) FROM trials CROSS JOIN records ON records.trial = trials.id WHERE trials.entry = entries.id AND ${which})`;

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
      total: sumOfResults("planned"),
      finished: sumOfResults("finished"),
      running: sql<number>`(SELECT count(*) FROM trials WHERE trials.entry = entries.id AND trials.status = 'leased')`,
      failed: sumOfResults("failed"),
      claimed: recordsOf(sql`verified_at IS NULL`),
      verified: recordsOf(sql`verified_at IS NOT NULL`),
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

function entryStatus(
  entry: typeof entries.$inferSelect,
  counts: { readonly finished: number; readonly running: number },
): EntrySummary["status"] {
  if (entry.cancelledAt !== null) return "cancelled";
  if (entry.finishedAt !== null) return "complete";
  return counts.finished + counts.running > 0 ? "running" : "queued";
}
