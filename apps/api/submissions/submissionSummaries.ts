import type { SubmissionSummary } from "@steepest/core/schema/api/submissions.ts";
import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Database } from "../database/openDatabase.ts";
import { submissions, versions } from "../database/schema.ts";

/** Submissions that meet a condition, each described by its latest version, in order of name. */
export async function submissionSummaries(
  database: Database,
  where: SQL | undefined,
  limit: number,
): Promise<SubmissionSummary[]> {
  const latest = sql`(SELECT max(number) FROM versions AS other WHERE other.submission = ${submissions.name})`;
  const rows = await database
    .select({ submission: submissions, version: versions })
    .from(submissions)
    .innerJoin(versions, and(eq(versions.submission, submissions.name), eq(versions.number, latest)))
    .where(where)
    .orderBy(submissions.name)
    .limit(limit);
  return rows.map(({ submission, version }) => ({
    name: submission.name,
    owner: submission.owner,
    description: version.manifest.description ?? null,
    ruleset: version.ruleset,
    // Numbers count from 1 without gaps, since versions are never deleted.
    versions: version.number,
    latestVersion: version.version,
    createdAt: new Date(submission.createdAt).toISOString(),
  }));
}
