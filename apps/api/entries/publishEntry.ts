import { type SQL, sql } from "drizzle-orm";
import { dueAudits } from "../audits/dueFollowUp.ts";
import type { Actor } from "../auth/actor.ts";
import { resultsChanged } from "../boards/resultsChanged.ts";
import { boards } from "../database/boardTables.ts";
import { eventsFrom } from "../database/event.ts";
import type { Database } from "../database/openDatabase.ts";
import { entries } from "../database/schema.ts";
import { ApiProblem } from "../http/apiProblem.ts";
import { ownedEntry } from "./ownedEntry.ts";

/** Shows a private entry, and with it its version, to everybody, for good. Idempotent. */
export async function publishEntry(database: Database, actor: Actor, id: string, now: number): Promise<void> {
  const { hiddenAt } = await ownedEntry(database, actor, id);
  if (hiddenAt !== null) {
    throw new ApiProblem(409, "entry-hidden", {
      title: `The entry ${id} was hidden by an operator.`,
      detail: "It is its owner's alone until an operator shows it again.",
      solution: "Ask an operator of this deployment.",
    });
  }
  await database.batch([
    eventsFrom(
      database,
      "entry-published",
      { at: now, user: actor.user, entry: id },
      sql`FROM entries WHERE id = ${id} AND is_private AND hidden_at IS NULL`,
    ),
    ...showStatements(database, id, sql`hidden_at IS NULL`, now),
  ]);
}

/** Statements that make a private entry, of which `where` holds, everybody's. */
export const showStatements = (database: Database, id: string, where: SQL, now: number) =>
  [
    database
      .update(boards)
      .set({ entries: sql`entries + 1` })
      .where(sql`id = (SELECT board FROM entry_results WHERE entry = ${id} LIMIT 1)
        AND EXISTS (SELECT 1 FROM entries WHERE id = ${id} AND is_private AND cancelled_at IS NULL AND ${where})`),
    database
      .update(entries)
      .set({ isPrivate: false, hiddenAt: null })
      .where(sql`id = ${id} AND is_private AND ${where}`),
    ...resultsChanged(database, { entry: id }, now),
    // Nobody has compared it with others before.
    dueAudits(database, sql`entries.id = ${id}`, now),
  ] as const;
