import type { LabSummary } from "@steepest/core/schema/api/lab.ts";
import { and, desc, type SQL, sql } from "drizzle-orm";
import type { Actor } from "../auth/actor.ts";
import { labResults } from "../database/labTables.ts";
import type { Database } from "../database/openDatabase.ts";
import { versions } from "../database/schema.ts";
import { labVisibleTo, versionVisibleTo } from "../entries/visibleTo.ts";

interface Part {
  readonly limit: number;
  /** Of the last result before these. */
  readonly after?: { readonly at: number; readonly id: string } | null;
}

/** Results of the lab that meet a condition and that the actor may see, newest first. Their submissions are named where the actor may see those, too. */
export async function labSummaries(
  database: Database,
  actor: Actor | null,
  where: SQL | undefined,
  { limit, after = null }: Part,
): Promise<LabSummary[]> {
  const rows = await database
    .select()
    .from(labResults)
    .where(
      and(
        labVisibleTo(actor),
        where,
        after === null
          ? undefined
          : sql`(lab_results.created_at, lab_results.id) < (${after.at}, ${after.id})`,
      ),
    )
    .orderBy(desc(labResults.createdAt), desc(labResults.id))
    .limit(limit);
  const hashes = [...new Set(rows.flatMap(({ subjects }) => subjects.map(({ version }) => version)))];
  const known = await database
    .select({ version: versions.version, name: versions.submission, number: versions.number })
    .from(versions)
    // One parameter, however many versions.
    .where(
      and(
        sql`versions.version IN (SELECT value FROM json_each(${JSON.stringify(hashes)}))`,
        versionVisibleTo(actor),
      ),
    );
  const submissionOf = new Map(known.map(({ version, name, number }) => [version, { name, number }]));
  return rows.map(({ isPrivate, subjects, createdAt, ...row }) => ({
    ...row,
    private: isPrivate,
    subjects: subjects.map((one) => ({ ...one, submission: submissionOf.get(one.version) ?? null })),
    createdAt: new Date(createdAt).toISOString(),
  }));
}

/** The condition that a result is of a version of this submission, as far as the actor may see its versions. */
export const ofSubmission = (name: string, actor: Actor | null): SQL => sql`lab_results.id IN (
  SELECT lab_subjects.result FROM versions JOIN lab_subjects ON lab_subjects.version = versions.version
  WHERE versions.submission = ${name} AND ${versionVisibleTo(actor)})`;
