import { eq, sql } from "drizzle-orm";
import type { Actor } from "../auth/actor.ts";
import { eventsFrom } from "../database/event.ts";
import { insertFrom } from "../database/insertFrom.ts";
import { turns } from "../database/limitTables.ts";
import type { Database } from "../database/openDatabase.ts";
import { entries, submissions } from "../database/schema.ts";
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
  const its = sql`version IN (SELECT version FROM versions WHERE submission = ${name})`;
  const isOpen = sql`trust = 'verified' AND finished_at IS NULL AND cancelled_at IS NULL`;
  await database.batch([
    eventsFrom(
      database,
      "submission-transferred",
      { at: now, user: actor.user, detail: sql`name || ' from ' || owner || ' to ' || ${owner}` },
      sql`FROM submissions WHERE name = ${name} AND owner <> ${owner}`,
    ),
    database.update(submissions).set({ owner }).where(eq(submissions.name, name)),
    // What follows from the old name, seeds, is kept; what goes by whose it is now, turns, audits and lists, is not.
    database
      .update(entries)
      .set({ drawnFor: sql`coalesce(drawn_for, owner)`, owner })
      .where(sql`owner <> ${owner} AND ${its}`),
    insertFrom(
      database,
      turns,
      { user: sql`owner`, hardwareClass: sql`hardware_class`, turn: 0 },
      sql`FROM entries WHERE ${its} AND ${isOpen}`,
    ).onConflictDoNothing(),
    database.delete(turns).where(sql`user = ${submission.owner} AND NOT EXISTS (
      SELECT 1 FROM entries WHERE entries.hardware_class = turns.hardware_class AND entries.owner = turns.user AND ${isOpen})`),
  ]);
}
