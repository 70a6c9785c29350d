import { eq, sql } from "drizzle-orm";
import type { Actor } from "../auth/actor.ts";
import { eventsFrom } from "../database/event.ts";
import type { Database } from "../database/openDatabase.ts";
import { submissions } from "../database/schema.ts";
import { users } from "../database/userTables.ts";
import { notFound } from "../http/apiProblem.ts";

/** Gives a name with all its versions and entries to another user. Throws a 404 problem where either is not there. */
export async function transferSubmission(
  database: Database,
  actor: Actor,
  { name, owner }: { readonly name: string; readonly owner: string },
  now: number,
): Promise<void> {
  const [user] = await database.select().from(users).where(eq(users.name, owner));
  if (user === undefined) throw notFound("user", owner, "GET /v1/tokens");
  const [submission] = await database.select().from(submissions).where(eq(submissions.name, name));
  if (submission === undefined) throw notFound("submission", name, "GET /v1/submissions");
  await database.batch([
    eventsFrom(
      database,
      "submission-transferred",
      { at: now, user: actor.user, detail: sql`name || ' from ' || owner || ' to ' || ${owner}` },
      sql`FROM submissions WHERE name = ${name} AND owner <> ${owner}`,
    ),
    database.update(submissions).set({ owner }).where(eq(submissions.name, name)),
  ]);
}
