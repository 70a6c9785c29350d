import type { SubmissionFilter } from "@steepest/core/schema/api/submissionFilter.ts";
import type { SubmissionSummary } from "@steepest/core/schema/api/submissions.ts";
import type { Manifest } from "@steepest/core/schema/manifest.ts";
import { papersOf } from "@steepest/core/schema/paperFamilies.ts";
import { and, type Column, eq, or, type SQL, sql } from "drizzle-orm";
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
    authors: version.manifest.authors ?? [],
    paper: version.manifest.paper ?? null,
    stateBytesPerParameter: version.manifest.stateBytesPerParameter ?? null,
    createdAt: new Date(submission.createdAt).toISOString(),
  }));
}

/** What a filter asks of a submission and its latest version. */
export function submissionsAsAsked({
  find,
  author,
  paper,
  family,
  ruleset,
  stateFrom,
  stateTo,
}: SubmissionFilter): SQL | undefined {
  const said = (field: keyof Manifest) => sql`${versions.manifest} ->> ${`$.${field}`}`;
  const has = (text: SQL | Column, words: string | undefined) =>
    words ? sql`instr(lower(${text}), ${words}) > 0` : undefined;
  const state = said("stateBytesPerParameter");
  // As many papers as there are in one parameter.
  const named = family && JSON.stringify(papersOf(family));
  return and(
    or(has(submissions.name, find), has(said("description"), find)),
    or(has(submissions.owner, author), has(said("authors"), author)),
    has(said("paper"), paper),
    named
      ? sql`EXISTS (SELECT 1 FROM json_each(${named}) WHERE instr(lower(${said("paper")}), value) > 0)`
      : undefined,
    ruleset ? eq(versions.ruleset, ruleset) : undefined,
    stateFrom === undefined ? undefined : sql`${state} >= ${stateFrom}`,
    stateTo === undefined ? undefined : sql`${state} <= ${stateTo}`,
  );
}
