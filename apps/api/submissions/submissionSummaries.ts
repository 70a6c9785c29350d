import type { SubmissionSummary } from "@steepest/core/schema/api/submissions.ts";
import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Actor } from "../auth/actor.ts";
import type { Database } from "../database/openDatabase.ts";
import { submissions, versions } from "../database/schema.ts";
import { versionVisibleTo } from "../entries/visibleTo.ts";

/** Submissions that meet a condition, each described by its latest version that the actor may see, in order of name. */
export async function submissionSummaries(
  database: Database,
  actor: Actor | null,
  where: SQL | undefined,
  limit: number,
): Promise<SubmissionSummary[]> {
  const latest = sql`(SELECT max(number) FROM versions WHERE versions.submission = submissions.name AND ${versionVisibleTo(actor)})`;
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
    // Numbers count from 1, and versions are never deleted; private ones leave gaps to those who may not see them.
    versions: version.number,
    latestVersion: version.version,
    createdAt: new Date(submission.createdAt).toISOString(),
  }));
}
