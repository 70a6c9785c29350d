import type { R2Bucket } from "@cloudflare/workers-types";
import { and, eq, sql } from "drizzle-orm";
import type { Actor } from "../auth/actor.ts";
import { mayActFor } from "../auth/requireRole.ts";
import { eventsFrom } from "../database/event.ts";
import { labResults } from "../database/labTables.ts";
import { usage } from "../database/limitTables.ts";
import type { Database } from "../database/openDatabase.ts";
import { labVisibleTo } from "../entries/visibleTo.ts";
import { ApiProblem, notFound } from "../http/apiProblem.ts";

/** Throws a 404 problem where the actor sees no such result, a 403 where it is somebody else's. */
async function requireOwnResult(database: Database, actor: Actor, id: string): Promise<void> {
  const [found] = await database
    .select({ owner: labResults.owner })
    .from(labResults)
    .where(and(eq(labResults.id, id), labVisibleTo(actor)));
  if (found === undefined) throw notFound("lab-result", id, "GET /v1/lab");
  if (!mayActFor(actor, found.owner)) {
    throw new ApiProblem(403, "not-your-result", {
      title: "This result of the lab is somebody else's.",
      detail: `It belongs to ${found.owner}, who alone can publish or delete it, beside admins.`,
      solution: "Ask its owner, or an admin of this deployment.",
    });
  }
}

/** Shows a private result to everybody, for good. Idempotent. Throws a 404 or 403 problem. */
export async function publishLabResult(
  database: Database,
  actor: Actor,
  id: string,
  now: number,
): Promise<void> {
  await requireOwnResult(database, actor, id);
  await database.batch([
    eventsFrom(
      database,
      "lab-published",
      { at: now, user: actor.user, detail: id },
      sql`FROM lab_results WHERE id = ${id} AND is_private`,
    ),
    database.update(labResults).set({ isPrivate: false }).where(eq(labResults.id, id)),
  ]);
}

/** Deletes a result for good and gives its owner the storage back. Throws a 404 or 403 problem. */
export async function deleteLabResult(
  database: Database,
  store: R2Bucket,
  actor: Actor,
  id: string,
  now: number,
): Promise<void> {
  await requireOwnResult(database, actor, id);
  await database.batch([
    eventsFrom(
      database,
      "lab-deleted",
      { at: now, user: actor.user, detail: id },
      sql`FROM lab_results WHERE id = ${id}`,
    ),
    // Nothing of it where somebody else has deleted it in between.
    database
      .update(usage)
      .set({
        bytes: sql`max(0, bytes - (SELECT lab_results.bytes FROM lab_results WHERE lab_results.id = ${id}))`,
      })
      .where(sql`user = (SELECT owner FROM lab_results WHERE id = ${id})`),
    database.delete(labResults).where(eq(labResults.id, id)),
  ]);
  // Should this fail, it is an object that no row names (`collectOrphans`).
  await store.delete(`lab/${id}`);
}
