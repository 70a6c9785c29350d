import { and, eq } from "drizzle-orm";
import type { Actor } from "../auth/actor.ts";
import { mayActFor } from "../auth/requireRole.ts";
import type { Database } from "../database/openDatabase.ts";
import { entries, submissions, versions } from "../database/schema.ts";
import { notFound } from "../http/apiProblem.ts";
import { notYours } from "./createEntry.ts";
import { visibleTo } from "./visibleTo.ts";

/** An entry that the actor may change. Throws a 404 or 403 problem otherwise. */
export async function ownedEntry(
  database: Database,
  actor: Actor,
  id: string,
): Promise<typeof entries.$inferSelect> {
  const [found] = await database
    .select({ entry: entries, name: submissions.name, owner: submissions.owner })
    .from(entries)
    .innerJoin(versions, eq(entries.version, versions.version))
    .innerJoin(submissions, eq(versions.submission, submissions.name))
    .where(and(eq(entries.id, id), visibleTo(actor)));
  if (found === undefined) throw notFound("entry", id, "GET /v1/entries");
  if (!mayActFor(actor, found.owner)) throw notYours(found.name, found.owner);
  return found.entry;
}
