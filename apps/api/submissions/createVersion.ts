import type { R2Bucket } from "@cloudflare/workers-types";
import type { SubmissionVersion } from "@steepest/core/schema/api/submissions.ts";
import type { Manifest } from "@steepest/core/schema/manifest.ts";
import type { SubmissionSource } from "@steepest/core/schema/sourceFiles.ts";
import { eq, sql } from "drizzle-orm";
import type { Actor } from "../auth/actor.ts";
import { mayActFor } from "../auth/requireRole.ts";
import { event } from "../database/event.ts";
import type { Database } from "../database/openDatabase.ts";
import { submissions, versions } from "../database/schema.ts";
import { storeJson } from "../database/store.ts";
import { versionVisibleTo } from "../entries/visibleTo.ts";
import { ApiProblem } from "../http/apiProblem.ts";
import { type Limits, refuseAboveQuota, useQuota } from "../limits/quotas.ts";
import type { Highlighting } from "../reader/reading.ts";
import { storeHighlighting } from "./highlightingOf.ts";
import { storeLibrary } from "./libraryOf.ts";
import { versionView } from "./versionView.ts";

export interface Upload {
  readonly version: string;
  readonly source: SubmissionSource;
  /** What the sandbox read from the source. */
  readonly manifest: Manifest;
  readonly highlighting: Highlighting;
  readonly isPrivate: boolean;
}

/** Adds a version to the submission that its manifest names, creating the submission at the first. */
export async function createVersion(
  database: Database,
  store: R2Bucket,
  actor: Actor,
  { version, source, manifest, highlighting, isPrivate }: Upload,
  now: number,
  limits: () => Promise<Limits>,
): Promise<SubmissionVersion> {
  const [taken] = await database.select().from(submissions).where(eq(submissions.name, manifest.name));
  if (taken !== undefined && !mayActFor(actor, taken.owner)) throw nameTaken(manifest.name);
  const stored = await storeJson(store, "sources", () => version, source);
  await storeHighlighting(store, version, highlighting);
  const library = await storeLibrary(store);
  const owner = taken?.owner ?? actor.user;
  // NULL where somebody else took the name in between: the column refuses it, and with it the whole batch.
  const number = sql<number>`(
    SELECT (SELECT coalesce(max(number), 0) + 1 FROM versions WHERE submission = ${manifest.name})
    FROM submissions WHERE name = ${manifest.name} AND owner = ${owner})`;
  const uses = { versions: 1, bytes: stored.bytes };
  const inserts = database.batch([
    useQuota(database, actor.user, await limits(), uses, now),
    database
      .insert(submissions)
      .values({ name: manifest.name, owner: actor.user, createdAt: now })
      .onConflictDoNothing(),
    database
      .insert(versions)
      .values({
        version,
        submission: manifest.name,
        number,
        ruleset: manifest.ruleset,
        manifest,
        createdAt: now,
        isPrivate,
        library,
      })
      .returning(),
    event(database, "version-uploaded", { at: now, user: actor.user, detail: version }),
  ]);
  const [, , [row]] = await inserts.catch(async (error: unknown) => {
    if (/NOT NULL constraint failed: versions.number/.test(causeText(error))) throw nameTaken(manifest.name);
    refuseAboveQuota(await limits(), { versionsPerDay: uses.versions, storedBytes: uses.bytes }, now);
    throw error;
  });
  if (row === undefined) throw new Error(`inserting version ${version} returned nothing`);
  return versionView(row);
}

/** Drizzle wraps what D1 says. */
const causeText = (error: unknown): string =>
  error instanceof Error ? `${error.message} ${causeText(error.cause)}` : String(error);

const nameTaken = (name: string) =>
  new ApiProblem(403, "name-taken", {
    title: `The name ${name} belongs to somebody else.`,
    detail: "Every submission name has one owner, who alone uploads versions of it.",
    solution: "Choose another `name` in defineSubmission({ name }).",
    existing: name,
  });

/** Throws a 409 problem where exactly these files are here already. */
export async function refuseUploadedBefore(database: Database, actor: Actor, version: string): Promise<void> {
  const [found] = await database
    .select({ existing: versions, mayKnow: sql<number>`${versionVisibleTo(actor)}` })
    .from(versions)
    .where(eq(versions.version, version));
  if (found === undefined) return;
  const { existing, mayKnow } = found;
  if (!mayKnow) {
    throw new ApiProblem(409, "version-not-yours", {
      title: "Exactly these files were uploaded before, by somebody else who keeps them private.",
      detail: `They have the version ${version}.`,
      solution: "Change the files: one version has one owner.",
    });
  }
  throw new ApiProblem(409, "version-exists", {
    title: "Exactly these files were uploaded before.",
    detail: `They are version ${existing.number} of ${existing.submission} (${version}).`,
    solution: "Enter that version on a board (POST /v1/entries), or change the files.",
    existing: version,
  });
}
